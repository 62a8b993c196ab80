package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseQueue.Choice;
import org.contourflow.cases.CaseState;
import org.contourflow.config.StoreSettings;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several machines have in common on one PostgreSQL: its clock, and the one service. */
@Tag("peer")
class SharedStoreTest {
  private static final Duration LEASE = Duration.ofMinutes(10);

  @TempDir Path folder;
  private StoreSettings settings;
  private Database database;

  @BeforeEach
  void open() throws Exception {
    settings =
        new StoreSettings(PostgresPeer.shared().newDatabase(), Optional.empty(), Optional.empty());
    database = Database.open(settings, folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** A process on a machine whose own clock is off. */
  private CaseQueue queue(String name, Duration off) {
    Clock machine = Clock.offset(Clock.systemUTC(), off);
    return new JdbcCaseQueue(database, new Leases(name, LEASE, StoreClock.of(database, machine)));
  }

  @Test
  void a_machine_whose_clock_is_an_hour_off_takes_no_case_of_another_and_holds_none_longer() {
    JdbcCaseStore cases =
        new JdbcCaseStore(
            database,
            StoreClock.of(database, Clock.offset(Clock.systemUTC(), Duration.ofHours(-1))));
    cases.create("1", "1.2", "a".repeat(64), "p");
    CaseQueue right = queue("right", Duration.ZERO);
    CaseQueue ahead = queue("ahead", Duration.ofHours(1));
    CaseQueue behind = queue("behind", Duration.ofHours(-1));
    CaseQueue.Claim claim = ahead.takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow();
    for (CaseQueue other : new CaseQueue[] {right, behind}) {
      assertThat(other.takeNext(CaseState.ACCEPTED, Choice.ALL)).isEmpty();
    }
    Instant before = Instant.now();
    ahead.renew();
    Instant until =
        database
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery("select lease_until from case_record")
                        .mapTo(java.time.OffsetDateTime.class)
                        .one()
                        .toInstant());
    // To the second, since a clock may be set a little meanwhile.
    assertThat(until)
        .isBetween(before.plus(LEASE).minusSeconds(1), Instant.now().plus(LEASE).plusSeconds(1));
    ahead.setBack(claim, Duration.ZERO);
    CaseQueue.Claim next = behind.takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow();
    assertThat(right.takeNext(CaseState.ACCEPTED, Choice.ALL)).isEmpty();
    assertThat(behind.holds(next)).isTrue();
  }

  @Test
  void an_embedded_store_goes_by_the_machine() throws Exception {
    try (Database embedded = Database.embedded(folder.resolve("h2"))) {
      Clock machine = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
      Instant before = Instant.now().plusSeconds(3600);
      Instant now = StoreClock.of(embedded, machine).instant();
      assertThat(now)
          .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(3600).plusSeconds(1));
    }
  }

  @Test
  void a_second_service_is_refused_by_the_name_of_the_first_until_that_has_ended()
      throws Exception {
    try (SoleService first = SoleService.take(settings, "contourflow run, process 7 on alpha")) {
      assertThatThrownBy(() -> SoleService.take(settings, "contourflow run, process 8 on beta"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another service works on the store")
          .hasMessageContaining("process 7 on alpha")
          .hasMessageContaining("contourflow worker");
      assertThat(first.displacedBy()).isEmpty();
    }
    SoleService.take(settings, "contourflow run, process 8 on beta").close();
  }

  @Test
  void one_that_lost_its_connection_takes_its_place_again_or_hears_who_has_it() throws Exception {
    try (SoleService first = SoleService.take(settings, "alpha")) {
      cutConnections();
      Eventually.holds("it has its place again", () -> has("alpha", first));
      cutConnections();
      try (SoleService second = SoleService.take(settings, "beta")) {
        assertThat(first.displacedBy()).hasValueSatisfying(who -> assertThat(who).contains("beta"));
        assertThat(second.displacedBy()).isEmpty();
      }
    }
  }

  /** As after a server that was silent for longer than it was waited for. */
  @Test
  void a_connection_of_its_own_that_the_server_still_has_is_no_other_service() throws Exception {
    try (SoleService first = SoleService.take(settings, "alpha")) {
      cutConnections();
      try (Connection before =
              DriverManager.getConnection(settings.url() + "&ApplicationName=alpha");
          Statement sql = before.createStatement()) {
        sql.execute("select pg_advisory_lock(" + SoleService.KEY + ")");
        assertThat(first.displacedBy()).isEmpty();
      }
      Eventually.holds("the place is its own again", () -> has("alpha", first) && locks() == 1);
    }
  }

  private int locks() {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery(
                        "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                            + " where l.locktype = 'advisory' and l.granted and d.datname ="
                            + " current_database()")
                    .mapTo(Integer.class)
                    .one());
  }

  private boolean has(String name, SoleService service) {
    return service.displacedBy().isEmpty() && count(name) == 1;
  }

  private int count(String name) {
    return database
        .jdbi()
        .withHandle(
            h ->
                h.createQuery("select count(*) from pg_stat_activity where application_name = :n")
                    .bind("n", name)
                    .mapTo(Integer.class)
                    .one());
  }

  /** And waits until the server has ended them, at most four minutes. */
  private void cutConnections() {
    database
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "select pg_terminate_backend(pid, 240000) from pg_stat_activity where"
                        + " application_name in ('alpha', 'beta')"));
  }
}
