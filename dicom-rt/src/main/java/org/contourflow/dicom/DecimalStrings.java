package org.contourflow.dicom;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Decimal strings (VR DS, PS3.5 6.2): at most 16 bytes each. */
public final class DecimalStrings {
  /** Longest single value, bytes. */
  public static final int MAX_LENGTH = 16;

  private static final double[] POWERS_OF_TEN = powersOfTen();

  private DecimalStrings() {}

  /**
   * The decimal string nearest to a value among those of at most 16 bytes; exact where one exists.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public static String format(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a decimal string must be finite, not " + value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    BigDecimal exact = new BigDecimal(Double.toString(value));
    for (int digits = Math.min(exact.precision(), 17); ; digits--) {
      BigDecimal rounded =
          exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
      String plain = rounded.toPlainString();
      String text =
          plain.length() <= MAX_LENGTH ? plain : rounded.unscaledValue() + "E" + -rounded.scale();
      if (text.length() <= MAX_LENGTH) {
        return text;
      }
    }
  }

  /**
   * Reads one value from ASCII bytes, blanks around it allowed.
   *
   * @throws NumberFormatException if it is not a number; the message does not quote it
   */
  static double parse(byte[] ascii, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(ascii[start])) {
      start++;
    }
    while (end > start && isBlank(ascii[end - 1])) {
      end--;
    }
    double quick = parseSimple(ascii, start, end);
    return Double.isNaN(quick) ? parseGeneral(ascii, start, end) : quick;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == 0 || b == '\t' || b == '\r' || b == '\n';
  }

  /**
   * Sign, digits, point, digits with at most 15 digits: the integer and the power of ten are exact
   * doubles, so one division gives the correctly rounded result. NaN: not of that form.
   */
  private static double parseSimple(byte[] ascii, int start, int end) {
    int at = start;
    boolean negative = at < end && ascii[at] == '-';
    if (negative || at < end && ascii[at] == '+') {
      at++;
    }
    long digits = 0;
    int count = 0;
    int point = -1;
    for (; at < end; at++) {
      byte b = ascii[at];
      if (b >= '0' && b <= '9') {
        digits = digits * 10 + (b - '0');
        count++;
      } else if (b == '.' && point < 0) {
        point = at;
      } else {
        return Double.NaN;
      }
    }
    if (count == 0 || count > 15) {
      return Double.NaN;
    }
    double value = point < 0 ? digits : digits / POWERS_OF_TEN[end - 1 - point];
    return negative ? -value : value;
  }

  private static double parseGeneral(byte[] ascii, int start, int end) {
    String text = new String(ascii, start, end - start, java.nio.charset.StandardCharsets.US_ASCII);
    // Java's parser would also take "NaN", "Infinity", "1d" and hexadecimal.
    if (!text.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?")) {
      throw new NumberFormatException("not a decimal string");
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new NumberFormatException("a decimal string beyond the range of a double");
    }
    return value;
  }

  private static double[] powersOfTen() {
    double[] powers = new double[16];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
