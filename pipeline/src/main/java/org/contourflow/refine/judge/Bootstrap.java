package org.contourflow.refine.judge;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * One-sided lower bound of a mean by resampling patients, with a fixed seed, so that the same
 * figures always give the same bound.
 *
 * <p>The plain percentile bootstrap is too narrow for few patients, and where a few patients fall
 * far, which is what must not be overlooked. So its quantile is moved out as Student's t is from
 * the normal distribution and by n / (n - 1) (Hesterberg, What Teachers Should Know About the
 * Bootstrap, The American Statistician 69, 2015, 371-386), and corrected for bias and skewness
 * (BCa: Efron, Better Bootstrap Confidence Intervals, JASA 82, 1987, 171-185).
 */
public final class Bootstrap {
  /** The bound is below the true mean with this probability. */
  public static final double LEVEL = 0.975;

  /** How often patients are drawn anew. */
  public static final int RESAMPLES = 10_000;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** Means that differ by less are the same, but for rounding. */
  private static final double TIE = 1e-12;

  private final int resamples;
  private final long seed;

  public Bootstrap(int resamples, long seed) {
    this.resamples = resamples;
    this.seed = seed;
  }

  /**
   * The bound.
   *
   * @param values one a patient, at least 2
   */
  public double lowerBound(double[] values) {
    if (values.length < 2) {
      throw new IllegalArgumentException("a bound needs two patients at least");
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    double share = corrected(share(values.length), values, means);
    return means[(int) Math.min(resamples - 1, Math.floor(share * resamples))];
  }

  /** The share of the means below the bound: 0.025 for many patients, less for few. */
  static double share(int patients) {
    double t = new TDistribution(null, patients - 1.0).inverseCumulativeProbability(1 - LEVEL);
    double wider = Math.sqrt(patients / (patients - 1.0));
    return NORMAL.cumulativeProbability(wider * t);
  }

  /** BCa: for the bias of the means, and for skewed values. */
  private static double corrected(double share, double[] values, double[] means) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = 0;
    double cubes = 0;
    for (double value : values) {
      squares += Math.pow(mean - value, 2);
      cubes += Math.pow(mean - value, 3);
    }
    double below = 0;
    for (double each : means) {
      below += each < mean - TIE ? 1 : each <= mean + TIE ? 0.5 : 0;
    }
    if (squares <= TIE * TIE || below <= 0 || below >= means.length) {
      return share;
    }
    double acceleration = -cubes / (6 * Math.pow(squares, 1.5));
    double bias = NORMAL.inverseCumulativeProbability(below / means.length);
    double z = bias + NORMAL.inverseCumulativeProbability(share);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }
}
