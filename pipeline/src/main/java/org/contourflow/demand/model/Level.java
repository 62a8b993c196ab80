package org.contourflow.demand.model;

import org.contourflow.demand.data.HourlySeries;

/**
 * How the counts of late stand to what the regression expected: a ratio of weighted sums, whose
 * weights halve in 28 days. {@code ratio(i)} uses the hours before {@code i} only.
 */
final class Level {
  private static final double HALF_LIFE_HOURS = 28 * 24;
  private static final double DECAY = Math.pow(0.5, 1 / HALF_LIFE_HOURS);
  private static final double PRIOR_DAYS = 3;

  /** Older hours weigh less than 1 in 250 and are not asked for. */
  static final int WINDOW_HOURS = (int) (8 * HALF_LIFE_HOURS);

  private final double[] counts;
  private final double[] means;
  private final double[] known;

  Level(HourlySeries history, double[] mean) {
    int n = history.size();
    counts = new double[n + 1];
    means = new double[n + 1];
    known = new double[n + 1];
    for (int i = 0; i < n; i++) {
      boolean is = history.isKnown(i);
      counts[i + 1] = DECAY * counts[i] + (is ? history.at(i) : 0);
      means[i + 1] = DECAY * means[i] + (is ? mean[i] : 0);
      known[i + 1] = DECAY * known[i] + (is ? 1 : 0);
    }
  }

  /** The ratio before hour {@code i}, pulled towards 1 as by three days that were as expected. */
  double ratio(int i) {
    double prior = known[i] == 0 ? 1 : PRIOR_DAYS * 24 * means[i] / known[i];
    return (prior + counts[i]) / (prior + means[i]);
  }

  double last() {
    return ratio(counts.length - 1);
  }
}
