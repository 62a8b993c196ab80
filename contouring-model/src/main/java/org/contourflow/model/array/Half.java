package org.contourflow.model.array;

/**
 * IEEE 754 binary16 by its bits: 1 sign, 5 exponent (bias 15), 10 fraction; Java 17 has none. Exact
 * from half, to nearest with ties to even to half.
 */
public final class Half {
  /** All exponent bits: infinity or NaN. */
  private static final int NOT_FINITE = 0x7C00;

  /** 2^112, which takes a half's exponent to a float's: exact, subnormals too. */
  private static final float REBIAS = 0x1p112f;

  /** From here on a float rounds to infinity: the largest half, 65504, and half a step. */
  private static final int OVERFLOW_BITS = Float.floatToRawIntBits(65520);

  /** Below it halves are multiples of 2^-24. */
  private static final int LEAST_NORMAL_BITS = Float.floatToRawIntBits(0x1p-14f);

  /** A float of which the last bit is worth 2^-24: adding it rounds as a subnormal half rounds. */
  private static final float SUBNORMAL_STEP = 0x1p-1f;

  private static final float[] FLOATS = new float[1 << 16];

  static {
    for (int bits = 0; bits < FLOATS.length; bits++) {
      FLOATS[bits] = expand((short) bits);
    }
  }

  private Half() {}

  /** Infinities stay, NaN stays NaN. */
  public static float toFloat(short half) {
    return FLOATS[half & 0xFFFF];
  }

  private static float expand(short half) {
    int magnitude = half & 0x7FFF;
    int sign = (half & 0x8000) << 16;
    if (magnitude >= NOT_FINITE) {
      return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
    }
    float value = Float.intBitsToFloat(magnitude << 13) * REBIAS;
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) | sign);
  }

  /** The nearest half; of two as near the even one. Beyond 65504 and half a step infinity. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    int half;
    if (magnitude < LEAST_NORMAL_BITS) {
      float size = Float.intBitsToFloat(magnitude);
      half =
          Float.floatToRawIntBits(size + SUBNORMAL_STEP) - Float.floatToRawIntBits(SUBNORMAL_STEP);
    } else if (magnitude < OVERFLOW_BITS) {
      int odd = magnitude >>> 13 & 1;
      half = (magnitude - (112 << 23) + 0xFFF + odd) >>> 13;
    } else {
      half = Float.isNaN(value) ? 0x7E00 : NOT_FINITE;
    }
    return (short) (sign | half);
  }

  /** A value as a half would hold it. */
  public static float round(float value) {
    return toFloat(of(value));
  }

  /** Neither infinite nor NaN. */
  public static boolean isFinite(short half) {
    return (half & NOT_FINITE) != NOT_FINITE;
  }
}
