package org.contourflow.commission;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A mean with its confidence interval by Student's t: exact for normal values, fair for means of
 * others. Dice values of a few cases are skewed; the interval is then a little too short.
 *
 * @param half half the interval's width; 0 of cases that are all alike
 */
record MeanInterval(int cases, double mean, double deviation, double half, double confidence) {
  private static final int MOST_CASES = 10_000;

  /** Of two values or more. */
  static MeanInterval of(double[] values, double confidence) {
    SummaryStatistics statistics = new SummaryStatistics();
    for (double value : values) {
      statistics.addValue(value);
    }
    double deviation = statistics.getStandardDeviation();
    return new MeanInterval(
        values.length,
        statistics.getMean(),
        deviation,
        half(deviation, values.length, confidence),
        confidence);
  }

  private static double half(double deviation, int cases, double confidence) {
    double quantile =
        new TDistribution(cases - 1).inverseCumulativeProbability((1 + confidence) / 2);
    return quantile * deviation / Math.sqrt(cases);
  }

  double low() {
    return mean - half;
  }

  double high() {
    return mean + half;
  }

  /**
   * So many cases with this mean and scatter would keep the whole interval on the mean's side of a
   * limit; 0 if more than 10,000 or none.
   */
  int casesFor(double limit) {
    double room = Math.abs(mean - limit);
    for (int n = 2; n <= MOST_CASES; n += n < 200 ? 1 : n / 100) {
      if (half(deviation, n, confidence) <= room) {
        return n;
      }
    }
    return 0;
  }
}
