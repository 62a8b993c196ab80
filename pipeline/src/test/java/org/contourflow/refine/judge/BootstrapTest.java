package org.contourflow.refine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bound against values that do not vary, against Student's t, and how often it holds. */
class BootstrapTest {
  private static final int WORLDS = 800;

  @Test
  void of_equal_values_the_bound_is_the_value() {
    double[] values = new double[12];
    Arrays.fill(values, -0.013);
    assertThat(new Bootstrap(1000, 1).lowerBound(values)).isCloseTo(-0.013, within(1e-15));
  }

  /** For normal values in large number the mean is known to be Student's. */
  @ParameterizedTest
  @CsvSource({"10", "40", "200"})
  void of_normal_values_the_bound_is_students(int patients) {
    // Quantiles of the normal distribution: no chance in the values.
    double[] values = new double[patients];
    double sum = 0;
    double squares = 0;
    var normal = new org.apache.commons.math3.distribution.NormalDistribution(null, 0.01, 0.03);
    for (int i = 0; i < patients; i++) {
      values[i] = normal.inverseCumulativeProbability((i + 0.5) / patients);
      sum += values[i];
      squares += values[i] * values[i];
    }
    double mean = sum / patients;
    double deviation = Math.sqrt((squares - patients * mean * mean) / (patients - 1));
    double t = new TDistribution(null, patients - 1.0).inverseCumulativeProbability(0.975);
    double expected = mean - t * deviation / Math.sqrt(patients);
    assertThat(new Bootstrap(Bootstrap.RESAMPLES, 7).lowerBound(values))
        .isCloseTo(expected, within(0.06 * (mean - expected)));
  }

  @ParameterizedTest
  @CsvSource({"10", "40"})
  void it_is_above_the_truth_in_one_of_forty_worlds(int patients) {
    assertThat(above(patients, SplittableRandom::nextGaussian)).isBetween(0.01, 0.04);
  }

  /** Dice differences are skewed to the bad side: a case may fall far and rise little. */
  @Test
  void it_is_careful_where_single_patients_fall_far() {
    assertThat(above(40, r -> 1 + Math.log(1 - r.nextDouble())))
        .as("plain percentiles are above the truth in more than one of twenty")
        .isLessThan(0.052);
  }

  private static double above(int patients, ToDoubleFunction<SplittableRandom> draw) {
    SplittableRandom random = new SplittableRandom(20261128);
    int above = 0;
    for (int world = 0; world < WORLDS; world++) {
      double[] values = new double[patients];
      for (int i = 0; i < patients; i++) {
        values[i] = draw.applyAsDouble(random);
      }
      above += new Bootstrap(400, world).lowerBound(values) > 0 ? 1 : 0;
    }
    return (double) above / WORLDS;
  }

  @Test
  void the_share_tends_to_a_fortieth() {
    assertThat(Bootstrap.share(100_000)).isCloseTo(0.025, within(1e-4));
    assertThat(Bootstrap.share(10)).isLessThan(0.012);
  }

  @Test
  void one_patient_has_no_bound() {
    assertThatThrownBy(() -> new Bootstrap(10, 1).lowerBound(new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
