package org.contourflow.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.query.PersonsVerdict;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcCaseQueries;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.store.JdbcRunLog;
import org.contourflow.testdata.SettableClock;

/** A store with some weeks of a clinic behind it: two scanners, two protocols, working days. */
final class SeededService {
  private final JdbcCaseStore cases;
  private final JdbcRunLog runLog;
  private final JdbcCaseQueries queries;
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final SplittableRandom random = new SplittableRandom(19);
  private int number;

  private SeededService(Database database) {
    this.cases = new JdbcCaseStore(database, clock);
    this.runLog = new JdbcRunLog(database, clock);
    this.queries = new JdbcCaseQueries(database);
  }

  /** Fills the store of a home that no daemon has opened yet, up to the present hour. */
  static int fill(Path home, int days) throws Exception {
    try (Database database = Database.embedded(Files.createDirectories(home.resolve("db")))) {
      SeededService service = new SeededService(database);
      ZoneId zone = ZoneId.systemDefault();
      LocalDate today = LocalDate.now(zone);
      for (LocalDate day = today.minusDays(days); !day.isAfter(today); day = day.plusDays(1)) {
        service.day(day.atStartOfDay(zone).toInstant(), day.getDayOfWeek());
      }
      return service.number;
    }
  }

  private void day(Instant midnight, DayOfWeek weekday) {
    boolean works = weekday.compareTo(DayOfWeek.FRIDAY) <= 0;
    for (int minute = 8 * 60; works && minute < 17 * 60; minute += 10 + random.nextInt(80)) {
      Instant came = midnight.plus(Duration.ofMinutes(minute));
      if (came.isBefore(Instant.now().minus(Duration.ofHours(1)))) {
        one(came, came.plus(Duration.ofDays(1)).isBefore(Instant.now()));
      }
    }
  }

  private void one(Instant came, boolean reviewed) {
    clock.set(came);
    number++;
    String id =
        cases
            .create(
                "1.2." + number,
                "1.3." + number,
                "a".repeat(64),
                number % 3 == 0 ? "pelvis" : "head-neck",
                number % 4 == 0 ? "Vendor B CT2" : "Vendor A CT1")
            .record()
            .caseId();
    runLog.append(id, EventType.CONTOURING_STARTED, "");
    clock.pass(Duration.ofSeconds(180 + random.nextInt(120)));
    runLog.append(id, EventType.CONTOURED, "");
    clock.pass(Duration.ofSeconds(20));
    runLog.append(id, EventType.DELIVERED, "");
    cases.move(id, CaseState.ACCEPTED, CaseState.DELIVERED, "");
    if (reviewed) {
      Instant at = clock.instant().plus(Duration.ofMinutes(10 + random.nextInt(40)));
      queries.add(id, new PersonsVerdict(PersonsVerdict.Kind.ACCEPTED, "good", "vera", at));
    }
  }
}
