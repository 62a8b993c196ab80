package org.contourflow.demand.model;

import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;

/**
 * A distribution of counts 0, 1, 2, ...: negative binomial by mean and dispersion (variance {@code
 * mean + dispersion mean^2}), Poisson where the dispersion is 0, or as a table.
 */
public final class CountDistribution {
  private static final double TAIL = 1e-12;

  /** Below it a negative binomial is a Poisson to the last digits, and its terms lose theirs. */
  private static final double LEAST_DISPERSION = 1e-8;

  private final int first;
  private final double[] cumulative;
  private final double mean;

  private CountDistribution(int first, double[] cumulative, double mean) {
    this.first = first;
    this.cumulative = cumulative;
    this.mean = mean;
  }

  public static CountDistribution poisson(double mean) {
    return negativeBinomial(mean, 0);
  }

  public static CountDistribution negativeBinomial(double mean, double dispersion) {
    if (!(mean >= 0) || !(dispersion >= 0) || Double.isInfinite(mean + dispersion)) {
      throw new IllegalArgumentException("mean " + mean + ", dispersion " + dispersion);
    }
    if (mean < 1e-12) {
      return new CountDistribution(0, new double[] {1}, mean);
    }
    double a = dispersion < LEAST_DISPERSION ? 0 : dispersion;
    double deviation = Math.sqrt(mean + a * mean * mean);
    int first = mean < 500 ? 0 : (int) Math.max(0, Math.floor(mean - 12 * deviation));
    double[] cumulative = new double[(int) Math.ceil(16 + 4 * deviation)];
    double p = Math.exp(logMass(first, mean, a));
    double sum = 0;
    int k = 0;
    for (; sum < 1 - TAIL && k < 10_000_000; k++) {
      if (k == cumulative.length) {
        cumulative = Arrays.copyOf(cumulative, 2 * k);
      }
      sum += p;
      cumulative[k] = Math.min(1, sum);
      int n = first + k;
      p *= mean * (1 + a * n) / ((n + 1) * (1 + a * mean));
      if (p < 1e-18 && n > mean) {
        k++;
        break;
      }
    }
    cumulative[k - 1] = 1;
    return new CountDistribution(first, Arrays.copyOf(cumulative, k), mean);
  }

  private static double logMass(int n, double mean, double a) {
    if (a == 0) {
      return n * Math.log(mean) - mean - Gamma.logGamma(n + 1.0);
    }
    double r = 1 / a;
    return Gamma.logGamma(n + r)
        - Gamma.logGamma(r)
        - Gamma.logGamma(n + 1.0)
        - r * Math.log1p(a * mean)
        + n * (Math.log(a * mean) - Math.log1p(a * mean));
  }

  /**
   * @param mass probability of 0, 1, 2, ...; sums to 1
   */
  public static CountDistribution ofMass(double[] mass) {
    double[] cumulative = new double[mass.length];
    double sum = 0;
    double mean = 0;
    for (int k = 0; k < mass.length; k++) {
      sum += mass[k];
      mean += k * mass[k];
      cumulative[k] = Math.min(1, sum);
    }
    cumulative[mass.length - 1] = 1;
    return new CountDistribution(0, cumulative, mean);
  }

  /** The distribution of what was drawn or seen; {@code values} is not kept. */
  public static CountDistribution ofValues(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    int first = sorted[0];
    double[] cumulative = new double[sorted[sorted.length - 1] - first + 1];
    for (int v : sorted) {
      cumulative[v - first]++;
    }
    for (int k = 0; k < cumulative.length; k++) {
      cumulative[k] = (k == 0 ? 0 : cumulative[k - 1]) + cumulative[k] / sorted.length;
    }
    cumulative[cumulative.length - 1] = 1;
    return new CountDistribution(first, cumulative, Arrays.stream(sorted).average().orElseThrow());
  }

  /** The distribution of the sum of two independent counts. */
  public CountDistribution plus(CountDistribution other) {
    int n = first + cumulative.length + other.first + other.cumulative.length - 1;
    double[] mass = new double[n];
    for (int a = 0; a < cumulative.length; a++) {
      double p = cumulative[a] - (a == 0 ? 0 : cumulative[a - 1]);
      for (int b = 0; b < other.cumulative.length; b++) {
        double q = other.cumulative[b] - (b == 0 ? 0 : other.cumulative[b - 1]);
        mass[first + a + other.first + b] += p * q;
      }
    }
    return ofMass(mass);
  }

  public double mean() {
    return mean;
  }

  /** P(count is at most {@code n}). */
  public double cumulative(int n) {
    return n < first ? 0 : n - first >= cumulative.length ? 1 : cumulative[n - first];
  }

  /** The least count whose cumulative probability is at least {@code p}. */
  public int quantile(double p) {
    int at = Arrays.binarySearch(cumulative, p);
    if (at < 0) {
      at = -at - 1;
    }
    while (at > 0 && cumulative[at - 1] >= p) {
      at--;
    }
    return first + Math.min(at, cumulative.length - 1);
  }

  /**
   * Continuous ranked probability score against what came: sum over n of (F(n) - 1{came <= n})^2.
   */
  public double crps(int came) {
    double sum = 0;
    int from = Math.min(first, came);
    int until = Math.max(first + cumulative.length, came + 1);
    for (int n = from; n < until; n++) {
      double d = cumulative(n) - (came <= n ? 1 : 0);
      sum += d * d;
    }
    return sum;
  }
}
