package org.contourflow.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/**
 * Follows the run log and makes of it how often each event comes and how long the steps of a case
 * take. Begins where the log stands; what happened before is not counted.
 */
final class EventTimes {
  private static final int PAGE = 500;
  private static final int MOST_CASES = 2000;

  private final RunLog log;
  private final MeterRegistry registry;
  private long seen;

  /** Times of the cases under way, the oldest forgotten beyond a number. */
  private final Map<String, Map<EventType, Instant>> begun =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<EventType, Instant>> eldest) {
          return size() > MOST_CASES;
        }
      };

  EventTimes(RunLog log, MeterRegistry registry) {
    this.log = log;
    this.registry = registry;
    this.seen = log.last().map(Event::sequence).orElse(0L);
  }

  void follow() {
    for (List<Event> page = log.after(seen, PAGE); !page.isEmpty(); page = log.after(seen, PAGE)) {
      page.forEach(this::take);
      seen = page.get(page.size() - 1).sequence();
    }
  }

  private void take(Event event) {
    registry
        .counter(
            "contourflow.events",
            "type",
            event.type().name(),
            "severity",
            event.type().severity().name())
        .increment();
    if (event.caseId().equals(RunLog.SYSTEM)) {
      return;
    }
    Map<EventType, Instant> times =
        begun.computeIfAbsent(event.caseId(), id -> new java.util.EnumMap<>(EventType.class));
    switch (event.type()) {
      case CASE_CREATED, CONTOURING_STARTED, CONTOURED -> times.put(event.type(), event.at());
      default -> {
        // Ends a step, or is none.
      }
    }
    switch (event.type()) {
      case CONTOURING_STARTED -> time("wait", times.get(EventType.CASE_CREATED), event);
      case CONTOURED -> time("contour", times.get(EventType.CONTOURING_STARTED), event);
      case STRUCTURE_SET_CHECKED -> time("structure-set", times.get(EventType.CONTOURED), event);
      case DELIVERED -> time("delivered", times.get(EventType.CASE_CREATED), event);
      default -> {
        // No step ends with it.
      }
    }
  }

  private void time(String step, Instant from, Event end) {
    if (from == null || end.at().isBefore(from)) {
      return;
    }
    Timer.builder("contourflow.step")
        .description("how long a step of a case took; delivered: from the case to its receipt")
        .tag("step", step)
        .serviceLevelObjectives(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1))
        .register(registry)
        .record(Duration.between(from, end.at()));
  }
}
