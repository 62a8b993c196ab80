package org.contourflow.demand.service;

import java.time.Instant;
import java.util.List;

/** What the service has seen: the port to the store, or to a file. */
public interface ServiceEvents {
  /**
   * Cases in order of arrival, but those that a later one of the same series superseded: an arrival
   * counts once.
   *
   * @param since only those that arrived at or after it
   */
  List<ServiceCase> cases(Instant since);

  /** When the service was stopped by a person: whoever sent a CT then sent it later. */
  List<Stop> stops();

  /** From a stop to the next start. */
  record Stop(Instant from, Instant until) {}
}
