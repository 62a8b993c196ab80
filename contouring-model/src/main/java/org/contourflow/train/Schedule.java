package org.contourflow.train;

/** Learning rate of a step: a linear warm-up, then one of three ways down to a floor. */
record Schedule(Kind kind, double peakRate, int warmUpSteps, int steps, double decayFraction) {
  /** The rate never falls below this share of the peak. */
  static final double FLOOR = 0.01;

  /** How the rate comes down. */
  enum Kind {
    /** Half a cosine from the end of the warm-up to the last step. */
    COSINE,
    /** (1 - t)^0.9, as nnU-Net. */
    POLY,
    /** Constant, then linear over the last {@code decayFraction} of the steps. */
    HOLD_THEN_LINEAR
  }

  /** The same way down over another number of steps. */
  Schedule over(int last) {
    return new Schedule(kind, peakRate, warmUpSteps, last, decayFraction);
  }

  /** Rate of a step counted from 1. */
  double rate(long step) {
    if (step <= warmUpSteps) {
      return peakRate * step / warmUpSteps;
    }
    double t = Math.min(1, (step - warmUpSteps) / (double) Math.max(1, steps - warmUpSteps));
    double share =
        switch (kind) {
          case COSINE -> (1 + Math.cos(Math.PI * t)) / 2;
          case POLY -> Math.pow(1 - t, 0.9);
          case HOLD_THEN_LINEAR -> Math.min(1, (steps - step) / Math.max(1, decayFraction * steps));
        };
    return peakRate * Math.max(FLOOR, share);
  }
}
