package org.contourflow.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.contourflow.drift.ControlChart.Alarm;
import org.contourflow.drift.ControlChart.Rule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Charts of made values: limits by hand, run lengths by simulation with fixed seeds. */
class ControlChartTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static List<Observation> values(int n, IntToDoubleFunction value) {
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(new Observation(START.plusSeconds(86_400L * i), "case-" + i, value.applyAsDouble(i)));
    }
    return all;
  }

  @Test
  void limits_come_from_the_first_cases_only() {
    ChartRules rules = new ChartRules(6, 0.5, 5, 9);
    double[] v = {10, 12, 11, 9, 10, 8, 30};
    ControlChart chart = new ControlChart(values(7, i -> v[i]), rules, 0);
    // Ranges 2 1 2 1 2, mean 1.6.
    assertThat(chart.mean()).isEqualTo(10);
    assertThat(chart.sigma()).isCloseTo(1.6 / 1.128, within(1e-12));
    assertThat(chart.upperLimit()).isCloseTo(10 + 2.66 * 1.6, within(1e-2));
    assertThat(chart.rangeLimit()).isCloseTo(3.267 * 1.6, within(1e-9));
    assertThat(chart.movingRange(6)).isEqualTo(22);
    assertThat(chart.alarms()).contains(new Alarm(Rule.BEYOND_LIMITS, 6, 6, true));
    assertThat(new ControlChart(values(6, i -> v[i]), rules, 0).isReady()).isFalse();
  }

  @Test
  void a_change_is_dated_to_its_first_case() {
    ChartRules rules = new ChartRules(6, 0.5, 5, 9);
    // Baseline 0, 1, 0, 1: sigma 1 / 1.128. From case 12 on 1.5 lower.
    ControlChart chart = new ControlChart(values(30, i -> i % 2 - (i >= 12 ? 1.5 : 0)), rules, 0);
    Alarm alarm = chart.firstDrift().orElseThrow();
    assertThat(alarm.up()).isFalse();
    assertThat(alarm.since()).isBetween(11, 13);
    assertThat(alarm.at()).isBetween(13, 20);
    assertThat(chart.meanSince(alarm.since())).isLessThan(chart.mean() - 1);
  }

  @Test
  void a_change_is_told_since_the_earliest_case_that_any_rule_dates_it_to() {
    ChartRules rules = new ChartRules(6, 0.5, 5, 9);
    // Baseline 0, 1, 0, 1: mean .5, sigma .89. A little above from case 8 on, far above at 13, 14.
    double[] after = {0, 0, .8, .8, .8, .8, .8, 4, 4, .8, .8, .8};
    ControlChart chart = new ControlChart(values(18, i -> i < 6 ? i % 2 : after[i - 6]), rules, 0);
    assertThat(chart.alarms())
        .containsExactly(
            new Alarm(Rule.BEYOND_LIMITS, 13, 13, true),
            new Alarm(Rule.BEYOND_LIMITS, 14, 14, true),
            new Alarm(Rule.CUSUM, 14, 13, true),
            new Alarm(Rule.RUN, 16, 8, true));
    assertThat(chart.earliestDrift()).contains(new Alarm(Rule.RUN, 16, 8, true));
    assertThat(chart.firstDrift()).contains(new Alarm(Rule.CUSUM, 14, 13, true));
  }

  @Test
  void equal_values_do_not_alarm_and_a_least_sigma_keeps_what_cannot_be_resolved_quiet() {
    ControlChart equal = new ControlChart(values(60, i -> 1), ChartRules.USUAL, 0.01);
    assertThat(equal.alarms()).isEmpty();
    ControlChart tiny =
        new ControlChart(values(60, i -> i < 30 ? 1 : 0.999), ChartRules.USUAL, 0.01);
    assertThat(tiny.alarms()).extracting(Alarm::rule).doesNotContain(Rule.CUSUM);
  }

  @Test
  void months_have_limits_by_their_number_of_cases() {
    ControlChart chart =
        new ControlChart(values(80, i -> i % 2), new ChartRules(31, 0.5, 6, 11), 0);
    assertThat(chart.months())
        .extracting(ControlChart.Month::month)
        .containsExactly(YearMonth.of(2026, 2), YearMonth.of(2026, 3));
    ControlChart.Month february = chart.months().get(0);
    assertThat(february.cases()).isEqualTo(28);
    assertThat(february.mean()).isCloseTo(0.5, within(1e-9));
    assertThat(february.halfWidth()).isCloseTo(3 / 1.128 / Math.sqrt(28), within(1e-9));
  }

  /** Cases until the first drift alarm after the baseline; {@code shift} begins right after it. */
  private static int runLength(long seed, int baseline, double shift, int cases) {
    Random random = new Random(seed);
    ChartRules u = ChartRules.USUAL;
    ChartRules rules = new ChartRules(baseline, u.slackSigma(), u.decisionSigma(), u.runLength());
    ControlChart chart =
        new ControlChart(
            values(baseline + cases, i -> random.nextGaussian() + (i < baseline ? 0 : shift)),
            rules,
            0);
    return chart.firstDrift().map(a -> a.at() - baseline + 1).orElse(cases);
  }

  private static double[] runLengths(int baseline, double shift, int repeats) {
    return runLengths(baseline, shift, repeats, 4000);
  }

  /** Sorted. */
  private static double[] runLengths(int baseline, double shift, int repeats, int cases) {
    double[] lengths = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      lengths[i] = runLength(17L * i + 3, baseline, shift, cases);
    }
    java.util.Arrays.sort(lengths);
    return lengths;
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElseThrow();
  }

  @Test
  void run_lengths_are_what_the_page_says() {
    // With limits that are known: 869 cases between false alarms, 12.5 to a shift of 1 sigma.
    double[] stable = runLengths(1000, 0, 100);
    double[] shifted = runLengths(1000, 1, 100);
    assertThat(mean(stable)).isBetween(600.0, 1100.0);
    assertThat(mean(shifted)).isBetween(10.0, 15.0);
    assertThat(shifted[90]).isLessThanOrEqualTo(23);
    // With limits of 20 cases: a median of 165, and of 11; nine in ten shifts within 30.
    double[] stable20 = runLengths(20, 0, 200);
    double[] shifted20 = runLengths(20, 1, 200);
    assertThat(stable20[100]).isBetween(120.0, 250.0);
    assertThat(mean(stable20)).isGreaterThan(300);
    assertThat(shifted20[100]).isBetween(9.0, 13.0);
    assertThat(shifted20[180]).isLessThanOrEqualTo(32);
  }

  /** Of 1000 charts: mean, median, one in ten, nine in ten, as docs/drift.md has them. */
  private static String row(int baseline, double shift, int cases) {
    double[] n = runLengths(baseline, shift, 1000, cases);
    return String.format(Locale.ROOT, "%.1f, %.0f, %.0f, %.0f", mean(n), n[500], n[100], n[900]);
  }

  @Test
  @Tag("long")
  void the_rows_of_the_page_are_measured_on_a_thousand_charts() {
    assertThat(row(1000, 0, 8000)).isEqualTo("869.2, 590, 88, 2032");
    assertThat(row(1000, 1, 2000)).isEqualTo("12.5, 11, 6, 21");
    assertThat(row(50, 0, 8000)).isEqualTo("622.1, 301, 42, 1597");
    assertThat(row(50, 1, 2000)).isEqualTo("13.4, 11, 5, 24");
    assertThat(row(20, 0, 8000)).isEqualTo("486.9, 165, 19, 1289");
    assertThat(row(20, 1, 2000)).isEqualTo("16.0, 11, 5, 30");
  }
}
