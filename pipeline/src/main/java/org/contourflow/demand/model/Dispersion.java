package org.contourflow.demand.model;

/**
 * How much counts vary beyond Poisson: {@code var = mean + (hour + day + hour day) mean^2} for an
 * hour, where the day's part is common to all hours of a day.
 *
 * @param hour variance of an hour's own factor
 * @param day variance of the factor that a day's hours share
 */
public record Dispersion(double hour, double day) {
  /**
   * What is believed before a history is seen, and how many days of history it weighs: most
   * services vary by some 5 to 15 % from day to day beyond chance.
   */
  private static final double PRIOR_DAY = 0.005;

  private static final double PRIOR_DAYS = 20;

  static Dispersion poisson() {
    return new Dispersion(0, 0);
  }

  /** The dispersion of an hour seen alone. */
  public double total() {
    return (1 + hour) * (1 + day) - 1;
  }

  static Dispersion byMoments(Rows rows, double[] mean) {
    Moments moments = new Moments();
    for (int r = 0; r < rows.size(); ) {
      int end = rows.endOfDay(r);
      for (; r < end; r++) {
        moments.hour(rows.count(r), mean[r]);
      }
      moments.endDay();
    }
    return moments.dispersion(1);
  }

  /** Gathers hours and days; days with few hours count as what they hold. */
  static final class Moments {
    private double excess;
    private double squares;
    private double dayCount;
    private double dayMean;
    private double daySquares;
    private double dayExcess;
    private double dayPairs;
    private double daySquaresSum;
    private double meanSum;
    private int days;

    void hour(int count, double mean) {
      double error = count - mean;
      excess += error * error - mean;
      squares += mean * mean;
      dayCount += count;
      dayMean += mean;
      daySquares += mean * mean;
    }

    void endDay() {
      if (dayMean > 0) {
        double error = dayCount - dayMean;
        dayExcess += error * error - dayMean;
        dayPairs += dayMean * dayMean - daySquares;
        daySquaresSum += daySquares;
        meanSum += dayMean;
        days++;
      }
      dayCount = 0;
      dayMean = 0;
      daySquares = 0;
    }

    /**
     * @param inflation for residuals of a fit on the same data: at least 1
     */
    Dispersion dispersion(double inflation) {
      if (days == 0 || squares == 0 || dayPairs <= 0) {
        return new Dispersion(0, PRIOR_DAY);
      }
      double both = Math.max(0, (inflation * (excess + meanSum) - meanSum) / squares);
      double seen = inflation * (dayExcess + meanSum) - meanSum - both * daySquaresSum;
      double prior = PRIOR_DAYS / days;
      double day = Math.max(0, (seen / dayPairs + prior * PRIOR_DAY) / (1 + prior));
      return new Dispersion(Math.max(0, (1 + both) / (1 + day) - 1), day);
    }
  }
}
