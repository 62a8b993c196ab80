package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseState;
import org.contourflow.demand.service.ServiceCase;
import org.contourflow.demand.service.ServiceDemand;
import org.contourflow.demand.service.ServiceEvents;
import org.contourflow.query.PersonsVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceEventsTest {
  Database store() throws Exception {
    return Database.embedded(folder);
  }

  private static final Instant MORNING = Instant.parse("2026-01-05T08:10:00Z");

  @TempDir Path folder;

  private static Clock at(int minute) {
    return Clock.fixed(MORNING.plus(Duration.ofMinutes(minute)), ZoneOffset.UTC);
  }

  private static String make(Database database, int minute, String series, String protocol) {
    return new JdbcCaseStore(database, at(minute))
        .create("1.1", series, "a".repeat(64), protocol, "Vendor CT1")
        .record()
        .caseId();
  }

  private static void log(Database database, int minute, String id, EventType type) {
    new JdbcRunLog(database, at(minute)).append(id, type, "");
  }

  @Test
  void cases_have_the_times_of_the_run_log_and_the_queue_is_what_is_not_contoured()
      throws Exception {
    try (Database database = store()) {
      String done = make(database, 0, "1.2.3", "head-neck");
      // A run that failed is not how long contouring takes.
      log(database, 1, done, EventType.CONTOURING_STARTED);
      log(database, 30, done, EventType.CONTOURING_STARTED);
      log(database, 34, done, EventType.CONTOURED);
      log(database, 40, done, EventType.DELIVERED);
      new JdbcCaseStore(database, at(41)).move(done, CaseState.ACCEPTED, CaseState.DELIVERED, "");
      make(database, 70, "1.2.4", "head-neck");
      make(database, 75, "1.2.5", "pelvis");
      // Late slices: the series counts once.
      String again = make(database, 76, "1.2.6", "pelvis");
      new JdbcCaseStore(database, at(77))
          .move(again, CaseState.ACCEPTED, CaseState.SUPERSEDED, "by another");
      new JdbcCaseQueries(database)
          .add(
              done,
              new PersonsVerdict(PersonsVerdict.Kind.ACCEPTED, "good", "vera", at(65).instant()));
      log(database, 80, RunLog.SYSTEM, EventType.SYSTEM_STOPPED);
      log(database, 215, RunLog.SYSTEM, EventType.SYSTEM_STARTED);

      JdbcServiceEvents events = new JdbcServiceEvents(database);
      ServiceCase first = events.cases(Instant.EPOCH).get(0);
      assertThat(first.contouring().took()).contains(Duration.ofMinutes(4));
      assertThat(first.review().delivered()).contains(MORNING.plus(Duration.ofMinutes(40)));
      assertThat(first.ended()).isTrue();
      assertThat(first.scanner()).isEqualTo("Vendor CT1");
      assertThat(first.review().reviewed()).contains(at(65).instant());
      assertThat(events.stops())
          .containsExactly(new ServiceEvents.Stop(at(80).instant(), at(215).instant()));

      Instant now = Instant.parse("2026-01-05T12:00:00Z");
      ServiceDemand all = ServiceDemand.of(events, now);
      assertThat(all.by(ServiceCase::protocol)).containsEntry("head-neck", 2L).hasSize(2);
      assertThat(all.contouringMinutes()).isEqualTo(List.of(4.0));
      assertThat(all.toContour(now)).hasSize(2);
      assertThat(all.toContour(MORNING.plus(Duration.ofMinutes(20)))).isEmpty();
      assertThat(all.toReview(now)).isEmpty();
      assertThat(all.toReview(MORNING.plus(Duration.ofMinutes(50)))).isEmpty();
      // 08:00, 09:00, one in which the service was stopped, and one in which nobody came.
      var arrivals = all.arrivals(ZoneId.of("UTC"), now);
      assertThat(List.of(arrivals.at(0), arrivals.at(1), arrivals.at(2), arrivals.at(3)))
          .isEqualTo(List.of(1, 2, -1, 0));
      assertThat(arrivals.size()).isEqualTo(4);
      assertThat(all.only(c -> c.protocol().equals("pelvis")).toContour(now)).hasSize(1);
    }
  }
}
