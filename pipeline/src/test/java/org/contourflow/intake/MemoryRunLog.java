package org.contourflow.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/** A run log for tests. */
final class MemoryRunLog implements RunLog {
  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized Event append(String caseId, EventType type, String text) {
    String previous = events.isEmpty() ? Event.GENESIS : events.get(events.size() - 1).hash();
    Event event =
        Event.chained(events.size() + 1, Instant.ofEpochSecond(1), caseId, type, text, previous);
    events.add(event);
    return event;
  }

  @Override
  public List<Event> eventsOf(String caseId) {
    return events.stream().filter(e -> e.caseId().equals(caseId)).toList();
  }

  @Override
  public List<Event> all() {
    return List.copyOf(events);
  }

  List<EventType> types() {
    return events.stream().map(Event::type).toList();
  }
}
