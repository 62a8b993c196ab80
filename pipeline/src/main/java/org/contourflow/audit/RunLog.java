package org.contourflow.audit;

import java.util.List;
import java.util.Optional;

/** Where events go and are read from; an implementation chains and keeps them. */
public interface RunLog {
  /** The case id of events of the system itself. */
  String SYSTEM = "";

  /**
   * Appends an event, durably, and logs it. Who did it is {@link Actor#current}.
   *
   * @param caseId the case, or {@link #SYSTEM}
   */
  Event append(String caseId, EventType type, String text);

  /** The events of a case, oldest first. */
  List<Event> eventsOf(String caseId);

  /** All events, oldest first. Of a store of years these are millions: see {@link #after}. */
  List<Event> all();

  /**
   * Events of the numbers that follow one, oldest first.
   *
   * @param most how many at the most
   */
  List<Event> after(long sequence, int most);

  /** The last one; empty if there is none. */
  Optional<Event> last();

  /** How many there are. */
  long count();
}
