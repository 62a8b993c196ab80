package org.contourflow.demand.service;

import java.util.List;

/** What the service has seen: the port to the store, or to a file. */
public interface ServiceEvents {
  /** All cases, in order of arrival. */
  List<ServiceCase> cases();
}
