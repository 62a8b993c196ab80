package org.contourflow.audit;

import java.util.List;

/** Where events go and are read from; an implementation chains and keeps them. */
public interface RunLog {
  /** The case id of events of the system itself. */
  String SYSTEM = "";

  /**
   * Appends an event, durably, and logs it.
   *
   * @param caseId the case, or {@link #SYSTEM}
   */
  Event append(String caseId, EventType type, String text);

  /** The events of a case, oldest first. */
  List<Event> eventsOf(String caseId);

  /** All events, oldest first. */
  List<Event> all();

  /** First place at which the chain is broken, or empty if it is whole. */
  default java.util.Optional<String> firstBreak() {
    String previous = Event.GENESIS;
    long expected = 1;
    for (Event event : all()) {
      if (event.sequence() != expected || !event.previousHash().equals(previous)) {
        return java.util.Optional.of("event " + expected + " is missing or was replaced");
      }
      if (!event.isIntact()) {
        return java.util.Optional.of("event " + expected + " was changed");
      }
      previous = event.hash();
      expected++;
    }
    return java.util.Optional.empty();
  }
}
