package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
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
    StoreSettings wired =
        new StoreSettings(
            settings.url() + "&socketFactory=" + Wires.class.getName(),
            Optional.empty(),
            Optional.empty());
    try (SoleService first = SoleService.take(wired, "alpha")) {
      Wires.breakAll();
      assertThat(first.displacedBy()).isEmpty();
      assertThat(locks()).as("held by the connection of before").isEqualTo(1);
      Wires.endBroken();
      Eventually.holds("the place is its own again", () -> has("alpha", first) && locks() == 1);
    } finally {
      Wires.endBroken();
    }
  }

  /** In containers process and host are called alike. */
  @Test
  void another_service_of_the_same_name_is_another_one() throws Exception {
    try (SoleService first = SoleService.take(settings, "alpha")) {
      cutConnections();
      try (SoleService second = SoleService.take(settings, "alpha")) {
        for (int i = 0; i < 2; i++) {
          assertThat(first.displacedBy())
              .hasValueSatisfying(who -> assertThat(who).contains("alpha, from "));
        }
        assertThat(second.displacedBy()).isEmpty();
      }
    }
  }

  @Test
  void a_service_whose_question_for_its_place_failed_does_not_take_it_for_its_own()
      throws Exception {
    try (SoleService first = SoleService.take(settings, "alpha")) {
      String name = settings.url().replaceAll(".*/|\\?.*", "");
      database
          .jdbi()
          .useHandle(
              h -> {
                h.execute("create schema broken");
                h.execute(
                    "create function broken.pg_try_advisory_lock(bigint) returns boolean language"
                        + " plpgsql as $$ begin raise exception 'broken'; end $$");
                h.execute("alter database " + name + " set search_path = broken, pg_catalog");
              });
      cutConnections();
      assertThat(first.displacedBy()).as("nobody can say").isEmpty();
      database.jdbi().useHandle(h -> h.execute("alter database " + name + " reset search_path"));
      try (SoleService second = SoleService.take(settings, "beta")) {
        assertThat(first.displacedBy()).hasValueSatisfying(who -> assertThat(who).contains("beta"));
        assertThat(second.displacedBy()).isEmpty();
      }
    }
  }

  /** Wires that can break on this side while the server sees nothing of it; of one test. */
  public static final class Wires extends SocketFactory {
    private static final List<Wire> MADE = new CopyOnWriteArrayList<>();

    static void breakAll() {
      MADE.forEach(wire -> wire.broken = true);
    }

    /** Now the server hears of it. */
    static void endBroken() throws IOException {
      for (Wire wire : MADE) {
        if (wire.broken) {
          wire.end();
        }
      }
    }

    @Override
    public Socket createSocket() {
      Wire wire = new Wire();
      MADE.add(wire);
      return wire;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Wire extends Socket {
    private volatile boolean broken;

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          if (broken) {
            throw new SocketException("broken");
          }
          out.write(bytes, from, length);
        }
      };
    }

    @Override
    public void close() throws IOException {
      if (!broken) {
        end();
      }
    }

    void end() throws IOException {
      super.close();
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
