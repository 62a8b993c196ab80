package org.contourflow.demand.acute;

/** How many of several independent events come true, each with its own probability. */
public final class PoissonBinomial {
  private PoissonBinomial() {}

  /**
   * The exact distribution, by convolution of one event after the other: sums of positive terms
   * only, so that each probability is right to about 1e-15 times the number of events.
   *
   * @return the probability of 0, 1, ..., n events
   */
  public static double[] mass(double[] probabilities) {
    double[] mass = new double[probabilities.length + 1];
    mass[0] = 1;
    int n = 0;
    for (double p : probabilities) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("a probability is " + p);
      }
      n++;
      for (int k = n; k > 0; k--) {
        mass[k] = mass[k] * (1 - p) + mass[k - 1] * p;
      }
      mass[0] *= 1 - p;
    }
    return mass;
  }
}
