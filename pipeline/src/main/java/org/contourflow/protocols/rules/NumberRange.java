package org.contourflow.protocols.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers from {@code from} to {@code to}, both included; infinite where open.
 *
 * @param from in the attribute's own unit
 */
public record NumberRange(double from, double to) {
  /** Relative difference up to which numbers are the same: decimal strings carry rounding. */
  public static final double TOLERANCE = 1e-6;

  public NumberRange {
    if (!(from <= to)) {
      throw new IllegalArgumentException("a range goes from the smaller number to the larger");
    }
  }

  /** Whether the value is in, with {@link #TOLERANCE} at the ends. */
  public boolean contains(double value) {
    double slack = TOLERANCE * Math.max(1, Math.abs(value));
    return value >= from - slack && value <= to + slack;
  }

  /** "from 1 to 3", "at least 1", "at most 3", "equal to 2". */
  public String describe() {
    if (from == to) {
      return "equal to " + format(from);
    }
    if (Double.isInfinite(to)) {
      return "at least " + format(from);
    }
    return Double.isInfinite(from)
        ? "at most " + format(to)
        : "from " + format(from) + " to " + format(to);
  }

  static String format(double value) {
    return new BigDecimal(Double.toString(value))
        .setScale(6, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
