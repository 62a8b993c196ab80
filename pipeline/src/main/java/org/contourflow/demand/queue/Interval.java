package org.contourflow.demand.queue;

import java.util.Arrays;

/** A mean, a median and the central 90 % over paths; NaN where no path has a value. */
public record Interval(double mean, double low, double median, double high) {
  static Interval of(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    return new Interval(
        Arrays.stream(sorted).average().orElseThrow(),
        at(sorted, 0.05),
        at(sorted, 0.5),
        at(sorted, 0.95));
  }

  static Interval of(int[] values) {
    return of(Arrays.stream(values).asDoubleStream().toArray());
  }

  private static double at(double[] sorted, double p) {
    return sorted[Math.max(0, (int) Math.ceil(p * sorted.length) - 1)];
  }
}
