package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.config.Settings;
import org.contourflow.home.Home;
import org.contourflow.home.KeptAside;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.protocols.rules.RuleReader;
import org.contourflow.protocols.rules.RuleSet;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcCaseStore;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A series that nobody can judge stops neither the others nor, restart after restart, the whole.
 */
class PoisonSeriesTest {
  @TempDir Path root;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-28T12:00:00Z"));
  private Home home;
  private Database database;
  private ArrivalStore arrivals;

  @BeforeEach
  void open() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Quarantine quarantine() {
    return new Quarantine(home.quarantine(), runLog, clock);
  }

  private SeriesWatch watch(RuleSet rules) {
    return new SeriesWatch(
        home,
        arrivals,
        new JdbcCaseStore(database, clock),
        quarantine(),
        runLog,
        clock,
        new SeriesWatch.Judgement(
            new SeriesCatalogue(new CtSeriesAssembler()),
            Duration.ZERO,
            Duration.ofHours(1),
            () -> rules));
  }

  private String receive() throws IOException {
    PhantomSeries series =
        Phantom.small().evenSlices(3, 3).build().writeTo(Files.createDirectory(root.resolve("in")));
    Intake intake =
        new Intake(
            home,
            arrivals,
            quarantine(),
            runLog,
            new Intake.Policy(50_000_000, MissingUids.REFUSE));
    for (Path file : series.files()) {
      intake.take(file, "a.dcm", Intake.Source.CSTORE);
    }
    return series.uids().series();
  }

  @Test
  void it_is_tried_three_times_with_time_between_and_then_set_aside() throws IOException {
    String uid = receive();
    // Without rules the judging throws where nobody expects it.
    SeriesWatch watch = watch(null);
    for (int seconds : new int[] {0, 1, 9, 1, 30, 10}) {
      clock.pass(Duration.ofSeconds(seconds));
      assertThat(watch.tick()).isEmpty();
    }
    assertThat(arrivals.findSeries(uid).orElseThrow().state()).isEqualTo(SeriesState.QUARANTINED);
    assertThat(KeptAside.in(home.quarantine()))
        .singleElement()
        .satisfies(item -> assertThat(item.code()).isEqualTo("JUDGING_FAILED"))
        .satisfies(item -> assertThat(item.files()).isEqualTo(3));
  }

  @Test
  void one_that_took_the_process_with_it_three_times_is_not_judged_again() throws IOException {
    String uid = receive();
    for (int i = 0; i < 3; i++) {
      arrivals.beginTry(uid);
    }
    watch(RuleReader.builtIn()).tick();
    assertThat(arrivals.findSeries(uid).orElseThrow().reason()).contains("the process ended on it");
  }

  @Test
  void one_that_is_judged_well_at_last_is_forgotten_as_poison() throws IOException {
    String uid = receive();
    watch(null).tick();
    assertThat(watch(RuleReader.builtIn()).tick()).hasSize(1);
    assertThat(arrivals.beginTry(uid)).isEqualTo(1);
  }
}
