package org.contourflow.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A run log that lasts as long as its process: for a single run without a store. */
public final class MemoryRunLog implements RunLog {
  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized Event append(String caseId, EventType type, String text) {
    String previous = events.isEmpty() ? Event.GENESIS : events.get(events.size() - 1).hash();
    Event event =
        Event.chained(
            events.size() + 1,
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            caseId,
            type,
            text,
            previous);
    events.add(event);
    RunLogLines.log(event);
    return event;
  }

  @Override
  public synchronized List<Event> eventsOf(String caseId) {
    return events.stream().filter(e -> e.caseId().equals(caseId)).toList();
  }

  @Override
  public synchronized List<Event> all() {
    return List.copyOf(events);
  }

  /** The kinds of all events, oldest first. */
  public synchronized List<EventType> types() {
    return events.stream().map(Event::type).toList();
  }
}
