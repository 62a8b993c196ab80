package org.contourflow.demand.judge;

import java.util.random.RandomGenerator;
import org.contourflow.demand.model.CountDistribution;

/**
 * How good a series of distributions was: pinball loss over 19 quantiles (5 % to 95 %), CRPS, MAE
 * of the median, bias of the mean, coverage of central intervals, and the randomised PIT (Czado,
 * Gneiting and Held 2009), which is flat for a calibrated forecast of counts, as coverage is not.
 */
public final class Scores {
  private static final int QUANTILES = 19;
  private static final int DECILES = 10;
  private static final double[] INTERVALS = {0.5, 0.8, 0.9};

  private final RandomGenerator random;
  private long n;
  private double pinball;
  private double crps;
  private double absolute;
  private double error;
  private double observed;
  private final long[] covered = new long[INTERVALS.length];
  private final long[] deciles = new long[DECILES];

  /**
   * @param random of the PIT
   */
  public Scores(RandomGenerator random) {
    this.random = random;
  }

  public void add(CountDistribution forecast, int came) {
    n++;
    for (int k = 1; k <= QUANTILES; k++) {
      double level = k / (QUANTILES + 1.0);
      double miss = came - forecast.quantile(level);
      pinball += (miss >= 0 ? level * miss : (level - 1) * miss) / QUANTILES;
    }
    crps += forecast.crps(came);
    absolute += Math.abs(came - forecast.quantile(0.5));
    error += forecast.mean() - came;
    observed += came;
    for (int k = 0; k < INTERVALS.length; k++) {
      double tail = (1 - INTERVALS[k]) / 2;
      boolean in = came >= forecast.quantile(tail) && came <= forecast.quantile(1 - tail);
      covered[k] += in ? 1 : 0;
    }
    deciles[Math.min(DECILES - 1, (int) (DECILES * pit(forecast, came)))]++;
  }

  private double pit(CountDistribution forecast, int came) {
    double below = forecast.cumulative(came - 1);
    return below + random.nextDouble() * (forecast.cumulative(came) - below);
  }

  public long count() {
    return n;
  }

  public double pinball() {
    return pinball / n;
  }

  public double crps() {
    return crps / n;
  }

  public double meanAbsoluteError() {
    return absolute / n;
  }

  /** Mean of forecast less what came: above 0 is too much. */
  public double bias() {
    return error / n;
  }

  public double meanObserved() {
    return observed / n;
  }

  /** Share within the central 90 %. */
  public double coverage90() {
    return covered[2] / (double) n;
  }

  public double coverage80() {
    return covered[1] / (double) n;
  }

  public double coverage50() {
    return covered[0] / (double) n;
  }

  /**
   * Shares of the ten tenths of the randomised PIT; each is 0.1 where the forecast is calibrated.
   */
  public double[] pitDeciles() {
    double[] shares = new double[DECILES];
    for (int k = 0; k < DECILES; k++) {
      shares[k] = deciles[k] / (double) Math.max(1, n);
    }
    return shares;
  }
}
