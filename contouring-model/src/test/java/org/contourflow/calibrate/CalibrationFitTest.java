package org.contourflow.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.contourflow.model.manifest.Plausibility.Knot;
import org.junit.jupiter.api.Test;

/** The line from a raw measure to a Dice, against lines worked out by hand. */
class CalibrationFitTest {
  private static final double EXACT = 1e-12;

  private static CalibrationFit fit(double[] raw, double... dice) {
    return CalibrationFit.of(raw, dice);
  }

  private static double[] raw(double... values) {
    return values;
  }

  @Test
  void points_on_a_rising_line_give_that_line_without_error() {
    CalibrationFit fit = fit(raw(0.9, 0.5, 0.7), 0.65, 0.45, 0.55);
    assertThat(fit.points()).containsExactly(new Knot(0.5, 0.45), new Knot(0.9, 0.65));
    assertThat(fit.cases()).isEqualTo(3);
    assertThat(fit.correlation()).isCloseTo(1, within(EXACT));
    assertThat(fit.meanError()).isCloseTo(0, within(EXACT));
    // Each given the mean of the others: .65 - .50, .60 - .45, .55 - .55.
    assertThat(fit.meanErrorOfMean()).isCloseTo((0.15 + 0.15 + 0) / 3, within(EXACT));
  }

  @Test
  void each_case_is_predicted_by_the_line_through_the_others() {
    CalibrationFit fit = fit(raw(0, 1, 2), 0, 0.5, 0.4);
    // Without the first the line would fall, so the mean .45 is said of 0; without the second it
    // is .2 at 1; without the third it is 1.0 at 2.
    assertThat(fit.meanError()).isCloseTo((0.45 + 0.3 + 0.6) / 3, within(EXACT));
    assertThat(fit.meanErrorOfMean()).isCloseTo((0.45 + 0.3 + 0.15) / 3, within(EXACT));
    assertThat(fit.points()).containsExactly(new Knot(0, 0.1), new Knot(2, 0.5));
    assertThat(fit.correlation()).isCloseTo(0.5, within(EXACT));
  }

  @Test
  void a_measure_that_falls_where_dice_rises_tells_the_mean_everywhere() {
    CalibrationFit fit = fit(raw(0.1, 0.2, 0.3), 0.9, 0.6, 0.3);
    assertThat(fit.points()).containsExactly(new Knot(0.1, 0.6), new Knot(0.3, 0.6));
    assertThat(fit.correlation()).isCloseTo(-1, within(EXACT));
  }

  @Test
  void no_dice_beyond_0_and_1_is_expected() {
    CalibrationFit fit = fit(raw(0, 1, 2, 3), 0, 0, 1, 1);
    assertThat(fit.points()).containsExactly(new Knot(0, 0), new Knot(3, 1));
  }

  @Test
  void a_measure_that_is_always_the_same_gives_one_point() {
    CalibrationFit fit = fit(raw(0.5, 0.5, 0.5), 0.2, 0.4, 0.6);
    assertThat(fit.points()).containsExactly(new Knot(0.5, 0.4));
    assertThat(fit.correlation()).isZero();
  }

  @Test
  void ties_share_their_rank() {
    // Ranks of raw 1, 2.5, 2.5, 4 and of Dice 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
    CalibrationFit fit = fit(raw(0.1, 0.2, 0.2, 0.4), 0.1, 0.3, 0.5, 0.9);
    assertThat(fit.correlation()).isCloseTo(4.5 / Math.sqrt(4.5 * 5), within(EXACT));
  }
}
