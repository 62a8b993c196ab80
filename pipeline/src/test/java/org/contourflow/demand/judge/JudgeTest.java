package org.contourflow.demand.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contourflow.demand.Shared;
import org.contourflow.demand.Simulated;
import org.contourflow.demand.data.Columns;
import org.contourflow.demand.data.CountsReader;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Dispersion;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.report.BacktestReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
  @TempDir Path folder;

  @Test
  void the_scores_of_a_point_forecast_are_known_by_hand() {
    Scores scores = new Scores(new SplittableRandom(1));
    scores.add(CountDistribution.ofValues(new int[] {5}), 9);
    scores.add(CountDistribution.ofValues(new int[] {5}), 5);
    // The mean of the levels is one half: pinball of a point is half its error.
    assertThat(scores.pinball()).isCloseTo(1, within(1e-12));
    assertThat(scores.crps()).isEqualTo(2);
    assertThat(scores.meanAbsoluteError()).isEqualTo(2);
    assertThat(scores.bias()).isEqualTo(-2);
    assertThat(scores.coverage90()).isEqualTo(0.5);
  }

  @Test
  void the_randomised_pit_of_the_right_distribution_is_flat_also_for_few_counts() {
    Scores scores = new Scores(new SplittableRandom(2));
    SplittableRandom random = new SplittableRandom(3);
    CountDistribution few = CountDistribution.poisson(0.8);
    for (int k = 0; k < 40_000; k++) {
      scores.add(few, few.quantile(random.nextDouble()));
    }
    assertThat(scores.pitDeciles())
        .containsExactly(new double[] {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1}, within(0.006));
  }

  @Test
  void ours_is_not_worse_than_poisson_and_days_are_covered_on_simulated_arrivals()
      throws IOException {
    HourlySeries series = Simulated.weeks(30, 0.01, 11, i -> 1);
    Backtest.Plan plan = new Backtest.Plan(series.timeOf(22 * 168), series.end(), 24, 48, 0);
    Backtest.Result result = new Backtest(series, Holidays.none(), plan).run();
    double ours = result.hours().get(Backtest.MODEL).pinball();
    assertThat(ours).isLessThan(result.hours().get(Backtest.POISSON).pinball());
    assertThat(ours).isLessThan(0.65 * result.hours().get(Backtest.NAIVE).pinball());
    assertThat(result.days().coverage90()).isBetween(0.8, 1.0);
    BacktestReport report = new BacktestReport(result);
    report.write(folder);
    assertThat(report.text()).contains("seasonal naive", "randomised PIT");
    assertThat(Files.readString(folder.resolve("backtest.html")))
        .contains("<svg")
        .doesNotContain("<script", "src=", "href=");
    assertThat(Files.readString(folder.resolve("backtest.json"))).contains("\"pinball\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 26})
  void a_cold_start_is_not_worse_than_poisson_on_the_same_history(int weeks) throws IOException {
    HourlySeries series = Simulated.weeks(weeks + 6, 0.01, 12 + weeks, i -> 1);
    Backtest.Plan plan = new Backtest.Plan(series.timeOf(weeks * 168), series.end(), 24, 48, weeks);
    Backtest.Result result = new Backtest(series, Holidays.none(), plan).run();
    assertThat(result.hours().get(Backtest.MODEL).pinball())
        .isLessThanOrEqualTo(result.hours().get(Backtest.POISSON).pinball());
  }

  @Test
  void a_period_without_data_is_refused() {
    HourlySeries series = Simulated.weeks(8, 0, 1, i -> 1);
    Backtest.Plan plan =
        new Backtest.Plan(series.end(), series.end().plus(Duration.ofDays(9)), 24, 48, 0);
    assertThatThrownBy(() -> new Backtest(series, Holidays.none(), plan).run())
        .hasMessageContaining("no hour to judge");
  }

  private HourlySeries iowa() throws IOException {
    ZoneId utc = ZoneId.of("UTC");
    Columns columns = new Columns(Map.of("date", "Date", "hour", "Hour", "count", "Arrivals"));
    return new CountsReader(utc, Clock.systemUTC())
        .counts(Shared.file("uihc/uihc_ed_arrivals.csv.gz"), columns)
        .series();
  }

  @Test
  @Tag("long")
  void a_real_hospital_over_a_year_reaches_its_figures() throws IOException {
    HourlySeries series = iowa();
    Backtest.Result result =
        new Backtest(series, Holidays.named("us"), Backtest.Plan.lastYear(series)).run();
    Scores ours = result.hours().get(Backtest.MODEL);
    assertThat(ours.pinball()).isLessThanOrEqualTo(0.755);
    assertThat(ours.pinball())
        .isLessThanOrEqualTo(0.99 * result.hours().get(Backtest.POISSON).pinball())
        .isLessThanOrEqualTo(0.60 * result.hours().get(Backtest.NAIVE).pinball());
    for (double decile : ours.pitDeciles()) {
      assertThat(decile).isBetween(0.08, 0.12);
    }
    assertThat(result.days().coverage90()).isBetween(0.87, 0.94);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 26})
  void a_real_hospital_that_begins_anew_is_never_worse_than_poisson(int weeks) throws IOException {
    HourlySeries series = iowa();
    Instant from = series.end().minus(Duration.ofDays(365));
    Backtest.Plan plan = new Backtest.Plan(from, series.end(), 12, 48, weeks);
    Backtest.Result result = new Backtest(series, Holidays.named("us"), plan).run();
    assertThat(result.hours().get(Backtest.MODEL).pinball())
        .isLessThanOrEqualTo(result.hours().get(Backtest.POISSON).pinball());
  }

  @Test
  void a_kept_forecast_stands_and_is_judged_when_its_day_is_over() throws IOException {
    HourlySeries series = Simulated.weeks(12, 0.01, 13, i -> 1);
    Ledger ledger = new Ledger(folder);
    Instant origin = series.timeOf(11 * 168 + 18);
    DemandModel model = new Fitter(Holidays.none()).fit(series.before(origin));
    Forecast forecast = model.forecast(series, origin, 72);
    assertThat(ledger.keep(forecast)).isPresent();
    String first = Files.readString(onlyFile());
    ledger.keep(forecast.times(IntStream.range(0, 72).mapToDouble(i -> 2).toArray()));
    assertThat(Files.readString(onlyFile())).isEqualTo(first);
    assertThat(ledger.judge(series.before(origin.plus(Duration.ofHours(20))))).isEmpty();
    List<KeptDay.Judged> judged = ledger.judge(series);
    assertThat(judged).hasSize(1);
    assertThat(judged.get(0).came())
        .isEqualTo(IntStream.range(11 * 168 + 24, 11 * 168 + 48).map(series::at).sum());
  }

  private Path onlyFile() throws IOException {
    try (var files = Files.list(folder)) {
      return files.reduce((a, b) -> b).orElseThrow();
    }
  }

  private List<KeptDay.Judged> judged(double factor, double dayVariance) throws IOException {
    HourlySeries came = Simulated.weeks(6, dayVariance, 14, i -> factor);
    Ledger ledger = new Ledger(folder.resolve("kept " + factor + dayVariance));
    for (int day = 0; day < 40; day++) {
      double[] mean = new double[24];
      Instant origin = came.timeOf(day * 24);
      Forecast empty = new Forecast(origin, came.zone(), mean, new Dispersion(0, 0.01));
      for (int i = 0; i < 24; i++) {
        mean[i] = Simulated.usual(empty.hours(), i);
      }
      ledger.keep(new Forecast(origin, came.zone(), mean, new Dispersion(0, 0.01)));
    }
    return ledger.judge(came);
  }

  @Test
  void an_alarm_rings_where_the_level_or_the_spread_has_drifted_and_not_otherwise()
      throws IOException {
    assertThat(DriftAlarm.of(judged(1, 0.01))).isEmpty();
    assertThat(DriftAlarm.of(judged(1.2, 0.01))).anyMatch(a -> a.contains("drifted"));
    assertThat(DriftAlarm.of(judged(1, 0.12))).anyMatch(a -> a.contains("too narrow"));
    assertThat(DriftAlarm.of(List.of())).isEmpty();
  }
}
