package org.contourflow.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run log that lasts as long as its process: for a single run without a store. */
public final class MemoryRunLog implements RunLog {
  private final List<Event> events = new ArrayList<>();

  @Override
  public synchronized Event append(String caseId, EventType type, String text) {
    String previous = last().map(Event::hash).orElse(Event.GENESIS);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Event event =
        Event.chained(
            events.size() + 1,
            new Event.Entry(now, caseId, type, text, Actor.NONE, ""),
            previous,
            AuditKeys.NONE);
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

  @Override
  public synchronized List<Event> after(long sequence, int most) {
    return events.stream().filter(e -> e.sequence() > sequence).limit(most).toList();
  }

  @Override
  public synchronized Optional<Event> last() {
    return events.isEmpty() ? Optional.empty() : Optional.of(events.get(events.size() - 1));
  }

  @Override
  public synchronized long count() {
    return events.size();
  }

  /** The kinds of all events, oldest first. */
  public synchronized List<EventType> types() {
    return events.stream().map(Event::type).toList();
  }
}
