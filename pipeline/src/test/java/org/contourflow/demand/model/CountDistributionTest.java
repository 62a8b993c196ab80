package org.contourflow.demand.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.distribution.PascalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.contourflow.demand.Simulated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountDistributionTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.8, 7, 60, 900, 20_000})
  void without_dispersion_it_is_a_poisson(double mean) {
    CountDistribution ours = CountDistribution.poisson(mean);
    PoissonDistribution theirs = new PoissonDistribution(mean);
    for (double p : new double[] {0.05, 0.25, 0.5, 0.75, 0.95}) {
      int q = ours.quantile(p);
      assertThat(q).isEqualTo(theirs.inverseCumulativeProbability(p));
      assertThat(ours.cumulative(q)).isCloseTo(theirs.cumulativeProbability(q), within(1e-7));
    }
  }

  @Test
  void with_a_whole_shape_it_is_a_pascal() {
    CountDistribution ours = CountDistribution.negativeBinomial(7, 0.25);
    PascalDistribution theirs = new PascalDistribution(null, 4, 4 / (4 + 7.0));
    for (int k = 0; k < 60; k++) {
      assertThat(ours.cumulative(k)).isCloseTo(theirs.cumulativeProbability(k), within(1e-9));
    }
  }

  @Test
  void nothing_is_expected_where_nothing_ever_came() {
    CountDistribution none = CountDistribution.negativeBinomial(0, 0.3);
    assertThat(none.quantile(0.95)).isZero();
    assertThat(none.crps(2)).isEqualTo(2);
  }

  @Test
  void the_score_of_a_point_is_its_distance_and_of_two_points_by_hand() {
    assertThat(CountDistribution.ofValues(new int[] {4}).crps(9)).isEqualTo(5);
    assertThat(CountDistribution.ofValues(new int[] {4}).crps(1)).isEqualTo(3);
    // F is 1/2 on [2, 6): against 3, one quarter on [2, 3) and three times one quarter on [3, 6).
    assertThat(CountDistribution.ofValues(new int[] {2, 6}).crps(3)).isCloseTo(1, within(1e-12));
  }

  @Test
  void a_sum_has_the_sum_of_means_and_is_a_poisson_of_poissons() {
    CountDistribution sum = CountDistribution.poisson(3).plus(CountDistribution.poisson(4.5));
    CountDistribution direct = CountDistribution.poisson(7.5);
    for (int k = 0; k < 30; k++) {
      assertThat(sum.cumulative(k)).isCloseTo(direct.cumulative(k), within(1e-10));
    }
  }

  @Test
  void paths_have_the_means_the_spread_and_the_day_of_the_forecast() {
    double[] means = new double[48];
    Arrays.fill(means, 6);
    Forecast forecast =
        new Forecast(Simulated.START, Simulated.UTC, means, new Dispersion(0.05, 0.02));
    int[][] paths = forecast.paths(20_000);
    double mean = 0;
    double squares = 0;
    double days = 0;
    for (int[] path : paths) {
      mean += path[7] / 20_000.0;
      squares += path[7] * path[7] / 20_000.0;
      double first = Arrays.stream(path, 0, 24).sum() - 144;
      days += first * first / 20_000;
    }
    assertThat(mean).isCloseTo(6, within(0.06));
    assertThat(squares - mean * mean)
        .isCloseTo(6 + 36 * forecast.dispersion().total(), within(0.35));
    // Poisson, hours alone, and the day's factor on all.
    double expected = 144 + 24 * 36 * 0.05 * 1.02 + 144 * 144 * 0.02;
    assertThat(days).isCloseTo(expected, within(0.04 * expected));
    assertThat(forecast.window(0, 24).quantile(0.95))
        .isCloseTo(Forecast.total(paths, 0, 24).quantile(0.95), within(2));
    assertThat(forecast.window(0.5, 8.5).mean()).isCloseTo(48, within(1e-9));
  }
}
