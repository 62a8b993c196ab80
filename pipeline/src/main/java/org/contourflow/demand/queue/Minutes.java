package org.contourflow.demand.queue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomDataGenerator;

/** How long a piece of work takes: drawn from times that were measured, or from a mean. */
public final class Minutes {
  private static final double SHAPE = 4;

  private final double[] measured;
  private final double mean;
  private final double shape;

  private Minutes(double[] measured, double mean, double shape) {
    this.measured = measured;
    this.mean = mean;
    this.shape = shape;
  }

  public static Minutes measured(List<Double> minutes) {
    double[] values = minutes.stream().mapToDouble(Double::doubleValue).toArray();
    if (values.length == 0 || Arrays.stream(values).anyMatch(v -> !(v >= 0))) {
      throw new IllegalArgumentException("measured minutes are not negative, and one is needed");
    }
    return new Minutes(values, Arrays.stream(values).average().orElseThrow(), 0);
  }

  /** Gamma with a standard deviation of half the mean, where only a mean is known. */
  public static Minutes about(double mean) {
    return new Minutes(new double[0], mean, SHAPE);
  }

  /** Exponential: the case of Erlang's formulas. */
  public static Minutes exponential(double mean) {
    return new Minutes(new double[0], mean, 1);
  }

  public double mean() {
    return mean;
  }

  double draw(RandomDataGenerator random) {
    return measured.length > 0
        ? measured[random.nextInt(0, measured.length - 1)]
        : mean == 0 ? 0 : random.nextGamma(shape, mean / shape);
  }
}
