package org.contourflow.store;

/**
 * How many numbers, their mean and the sum of their squared deviations from it. Those of two groups
 * give those of both together (Chan, Golub, LeVeque 1983), without the loss of digits that a sum of
 * squares has.
 */
record Moments(long n, double mean, double squares) {
  static final Moments NONE = new Moments(0, 0, 0);

  Moments and(Moments other) {
    if (n == 0 || other.n == 0) {
      return n == 0 ? other : this;
    }
    long both = n + other.n;
    double apart = other.mean - mean;
    return new Moments(
        both,
        mean + apart * other.n / both,
        squares + other.squares + apart * apart * n * other.n / both);
  }

  /** Null where there are none. */
  Double meanIfAny() {
    return n == 0 ? null : mean;
  }

  /** Of the numbers themselves, not of those they may stand for; null where there are none. */
  Double deviationIfAny() {
    return n == 0 ? null : Math.sqrt(squares / n);
  }
}
