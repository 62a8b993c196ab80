package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.OutdatedSetStore.OutdatedSet;
import org.contourflow.cases.OutdatedSetStore.Standing;
import org.contourflow.monitor.Disk;
import org.contourflow.monitor.Figures;
import org.contourflow.monitor.Problem;
import org.contourflow.monitor.ServiceMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store in figures, and the metrics made of them. */
class FiguresTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:00:00Z");

  @TempDir Path folder;
  Database database;

  Database open() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void begin() throws Exception {
    database = open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Clock at(int minute) {
    return Clock.fixed(NOW.plus(Duration.ofMinutes(minute)), ZoneOffset.UTC);
  }

  private String make(int minute, int number) {
    return new JdbcCaseStore(database, at(minute))
        .create("1.1", "1.2.840.99." + number, "a".repeat(64), "p")
        .record()
        .caseId();
  }

  @Test
  void an_empty_store_has_figures_too() {
    assertThat(new JdbcFigures(database, at(0)).read()).isEqualTo(Figures.NONE);
  }

  @Test
  void cases_series_and_targets_are_counted_by_state() {
    JdbcCaseStore cases = new JdbcCaseStore(database, at(5));
    String done = make(0, 1);
    make(1, 2);
    String failed = make(2, 3);
    cases.move(done, CaseState.ACCEPTED, CaseState.DELIVERED, "");
    cases.move(failed, CaseState.ACCEPTED, CaseState.FAILED, "");
    DeliveryStore deliveries = new JdbcDeliveryStore(database, at(5));
    deliveries.plan(done, List.of("tps", "export"));
    deliveries.plan(failed, List.of("tps"));
    deliveries.done(done, "export", "it is there");
    for (int i = 0; i < 4; i++) {
      deliveries.retryAfter(done, "tps", "refused", Duration.ofSeconds(1));
    }
    deliveries.giveUp(failed, "tps", "refused");

    Figures figures = new JdbcFigures(database, at(6)).read();
    assertThat(figures.cases())
        .containsEntry("DELIVERED", 1L)
        .containsEntry("ACCEPTED", 1L)
        .containsEntry("FAILED", 1L);
    assertThat(figures.oldestUnfinished()).contains(NOW.plus(Duration.ofMinutes(1)));
    assertThat(figures.failedSince()).isEqualTo(1);
    assertThat(figures.targets())
        .containsExactly(
            new Figures.Target("export", 0, 0, 1, 0, 0), new Figures.Target("tps", 1, 4, 0, 1, 0));
    assertThat(new JdbcFigures(database, at(5 + 24 * 60)).read().failedSince()).isZero();
  }

  @Test
  void what_is_on_its_way_is_counted_at_each_reading_of_the_same_figures() {
    JdbcFigures figures = new JdbcFigures(database, at(5));
    assertThat(figures.read()).isEqualTo(Figures.NONE);
    String id = make(0, 1);
    assertThat(figures.read().cases()).isEqualTo(Map.of("ACCEPTED", 1L));
    JdbcCaseStore cases = new JdbcCaseStore(database, at(5));
    cases.move(id, CaseState.ACCEPTED, CaseState.STRUCTURED, "");
    new JdbcDeliveryStore(database, at(5)).plan(id, List.of("tps"));
    assertThat(figures.read())
        .returns(Map.of("STRUCTURED", 1L), Figures::cases)
        .returns(List.of(new Figures.Target("tps", 1, 0, 0, 0, 0)), Figures::targets);
    new JdbcDeliveryStore(database, at(5)).done(id, "tps", "stored");
    cases.move(id, CaseState.STRUCTURED, CaseState.DELIVERED, "");
    assertThat(figures.read().cases()).as("counted within a minute").isEmpty();
    assertThat(new JdbcFigures(database, at(5)).read())
        .returns(Map.of("DELIVERED", 1L), Figures::cases)
        .returns(List.of(new Figures.Target("tps", 0, 0, 1, 0, 0)), Figures::targets);
  }

  @Test
  void outdated_sets_that_a_target_does_not_withdraw_are_counted_for_a_day() {
    String old = delivered(1);
    String other = delivered(2);
    Leases leases = new Leases("daemon", Duration.ofMinutes(1), at(1));
    JdbcOutdatedSetStore outdated = new JdbcOutdatedSetStore(database, leases);
    for (String superseded : List.of(old, other)) {
      database
          .jdbi()
          .useHandle(h -> JdbcOutdatedSetStore.add(h, superseded, "case-000009", at(1).instant()));
    }
    OutdatedSet refused = outdated.next("tps", false).orElseThrow();
    outdated.settle(refused, Standing.LEFT, "it takes no key objects");
    OutdatedSet failing = outdated.next("tps", false).orElseThrow();
    assertThat(notWithdrawn(2)).isEqualTo(1);
    for (int i = 0; i < Figures.WITHDRAWALS_TRIED; i++) {
      outdated.retryAfter(failing, "no answer", Duration.ofSeconds(1));
    }
    assertThat(notWithdrawn(2)).isEqualTo(2);
    assertThat(notWithdrawn(2 + 24 * 60)).as("given up a day ago, and still tried").isEqualTo(1);
    outdated.settle(failing, Standing.WITHDRAWN, "marked");
    assertThat(notWithdrawn(2)).isEqualTo(1);
  }

  private String delivered(int number) {
    String id = make(0, number);
    DeliveryStore deliveries = new JdbcDeliveryStore(database, at(0));
    deliveries.plan(id, List.of("tps"));
    deliveries.done(id, "tps", "stored");
    return id;
  }

  private long notWithdrawn(int minute) {
    return new JdbcFigures(database, at(minute)).read().targets().get(0).notWithdrawn();
  }

  @Test
  void metrics_say_states_times_and_disk_and_name_nobody() {
    JdbcRunLog before = new JdbcRunLog(database, at(0));
    before.append("", EventType.SYSTEM_STARTED, "before");
    ServiceMetrics metrics = new ServiceMetrics(before);
    String id = make(0, 1);
    new JdbcRunLog(database, at(0)).append(id, EventType.CASE_CREATED, "x");
    new JdbcRunLog(database, at(1)).append(id, EventType.CONTOURING_STARTED, "x");
    new JdbcRunLog(database, at(3)).append(id, EventType.CONTOURED, "x");
    new JdbcRunLog(database, at(4)).append(id, EventType.DELIVERED, "tps: x");
    new JdbcDeliveryStore(database, at(5)).plan(id, List.of("tps"));
    Figures figures = new JdbcFigures(database, at(5)).read();
    metrics.take(figures, new Disk(7, 10), List.of(new Problem("disk", "x")), NOW.plusSeconds(120));
    metrics.takeLoops(java.util.Map.of("contour", true, "delivery", false));
    metrics.clockStepped();
    String text = metrics.scrape();
    assertThat(text)
        .contains("contourflow_cases{state=\"ACCEPTED\"} 1.0")
        .contains("contourflow_deliveries{state=\"waiting\",target=\"tps\"} 1.0")
        .contains("contourflow_step_seconds_sum{step=\"contour\"} 120.0")
        .contains("contourflow_step_seconds_sum{step=\"wait\"} 60.0")
        .contains("contourflow_step_seconds_sum{step=\"delivered\"} 240.0")
        .contains("contourflow_events_total{severity=\"INFO\",type=\"DELIVERED\"} 1.0")
        .contains("contourflow_queue_age_seconds 120.0")
        .contains("contourflow_disk_free_bytes 7.0")
        .contains("contourflow_problems 1.0")
        .contains("contourflow_loop_turns{loop=\"delivery\"} 0.0")
        .contains("contourflow_clock_steps_total 1.0")
        .doesNotContain("SYSTEM_STARTED", "1.2.840", "case-0");
    metrics.close();
  }
}
