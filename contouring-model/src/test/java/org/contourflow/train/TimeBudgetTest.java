package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of so many hours, by a clock that the test moves: how far it gets, and its rate. */
class TimeBudgetTest {
  private static final int MOST = 1_000_000;

  @TempDir Path work;
  private double now;

  private TimeBudget budget(double hours, int steps) {
    return new TimeBudget(hours, steps, work, () -> (long) (now * 1e9));
  }

  /** Steps of a pace until the last one; the rates they had. */
  private double[] run(TimeBudget budget, long from, double seconds, Schedule schedule) {
    java.util.List<Double> rates = new java.util.ArrayList<>();
    long step = from;
    while (step < budget.lastStep(step)) {
      step++;
      rates.add(schedule.over(budget.lastStep(step)).rate(step));
      now += seconds;
      budget.step(seconds);
    }
    return rates.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @ParameterizedTest
  @CsvSource({"COSINE", "POLY", "HOLD_THEN_LINEAR"})
  void the_rate_has_come_down_when_the_time_is_over(Schedule.Kind kind) {
    Schedule schedule = new Schedule(kind, 0.001, 20, MOST, 0.5);
    double[] rates = run(budget(1, MOST), 0, 6, schedule);
    assertThat(rates.length).isBetween(599, 600);
    assertThat(now).isBetween(3594.0, 3600.0);
    assertThat(rates[100]).isGreaterThan(0.8e-3);
    assertThat(rates[rates.length - 1]).isLessThan(0.02e-3);
  }

  @Test
  void a_machine_that_becomes_slow_does_fewer_steps_and_is_in_time_all_the_same() {
    Schedule schedule = new Schedule(Schedule.Kind.COSINE, 0.001, 1, MOST, 0);
    TimeBudget budget = budget(1, MOST);
    for (int step = 1; step <= 200; step++) { // A third of the time.
      now += 6;
      budget.step(6);
    }
    double[] rates = run(budget, 200, 12, schedule);
    assertThat(rates.length).isBetween(198, 200);
    assertThat(now).isBetween(3580.0, 3600.0);
    assertThat(rates[rates.length - 1]).isLessThan(0.02e-3);
  }

  @Test
  void the_time_of_the_last_validation_is_kept_back() {
    TimeBudget budget = budget(1, MOST);
    now += 300;
    budget.validation(300);
    run(budget, 0, 10, new Schedule(Schedule.Kind.COSINE, 0.001, 1, MOST, 0));
    assertThat(now).isBetween(3290.0, 3300.0);
  }

  @Test
  void steps_are_the_most_that_it_may_have_and_without_hours_the_only_limit() {
    assertThat(run(budget(1, 50), 0, 6, new Schedule(Schedule.Kind.POLY, 1, 1, 50, 0))).hasSize(50);
    now = 1e6;
    assertThat(budget(0, 50).lastStep(7)).isEqualTo(50);
  }

  @Test
  void one_step_is_done_though_reading_the_cases_took_all_the_time() {
    TimeBudget budget = budget(1, MOST);
    now += 4000;
    assertThat(run(budget, 0, 6, new Schedule(Schedule.Kind.POLY, 1, 1, MOST, 0))).hasSize(1);
  }

  @Test
  void what_was_used_before_a_stop_counts() throws IOException {
    TimeBudget first = budget(1, MOST);
    now += 3000;
    first.step(6);
    first.write();
    now += 9e6; // The night.
    TimeBudget second = budget(1, MOST);
    second.resume();
    assertThat(run(second, 500, 6, new Schedule(Schedule.Kind.POLY, 1, 1, MOST, 0)).length)
        .isBetween(99, 100);
  }

  @Test
  void a_run_that_is_over_is_not_begun_again_but_by_more_hours() throws IOException {
    TimeBudget first = budget(1, MOST);
    now += 3500; // The last validation takes longer than what is left.
    first.end();
    TimeBudget again = budget(1, MOST);
    again.resume();
    assertThat(again.lastStep(580)).isEqualTo(580);
    TimeBudget longer = budget(2, MOST);
    longer.resume();
    longer.step(6);
    assertThat(longer.lastStep(580)).isBetween(580 + 599, 580 + 600);
  }

  @Test
  void a_file_that_is_no_number_is_told() throws IOException {
    Files.writeString(work.resolve("seconds-used.txt"), "long");
    assertThatThrownBy(() -> budget(1, 1).resume())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("seconds-used.txt");
  }
}
