package org.contourflow.model.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Half precision against its definition, sign * fraction * 2^exponent, in doubles. */
class HalfTest {
  /** The value by the definition; NaN and infinity apart. */
  private static double defined(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 0x3FF;
    double size =
        exponent == 0
            ? fraction * Math.pow(2, -24)
            : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (bits & 0x8000) == 0 ? size : -size;
  }

  /** The nearest of all finite halves of a sign, found by looking; of two as near the even one. */
  private static int nearest(float value) {
    double size = Math.abs((double) value);
    int low = 0;
    int high = 0x7C00;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      low = defined(middle) <= size ? middle : low;
      high = defined(middle) <= size ? high : middle;
    }
    // What follows the largest half would be 65536: a tie with it rounds to the even infinity.
    double up = high == 0x7C00 ? 65536 : defined(high);
    double below = size - defined(low);
    double above = up - size;
    int best = below < above || below == above && low % 2 == 0 ? low : high;
    return best | (value < 0 || 1 / value < 0 ? 0x8000 : 0);
  }

  @Test
  void every_half_is_the_float_of_its_definition_and_comes_back() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Half.toFloat((short) bits);
      if ((bits & 0x7C00) == 0x7C00) {
        boolean infinite = (bits & 0x3FF) == 0;
        assertThat(Float.isNaN(value)).isEqualTo(!infinite);
        assertThat(Half.isFinite((short) bits)).isFalse();
        if (infinite) {
          assertThat(value)
              .isEqualTo(bits < 0x8000 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
          assertThat(Half.of(value)).isEqualTo((short) bits);
        } else {
          assertThat(Half.isFinite(Half.of(value))).isFalse();
        }
        continue;
      }
      assertThat((double) value).isEqualTo(defined(bits));
      assertThat(Half.of(value)).isEqualTo((short) bits);
      assertThat(Half.isFinite((short) bits)).isTrue();
    }
  }

  @Test
  void a_float_becomes_the_nearest_half_and_of_two_as_near_the_even_one() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      // Any exponent from far below the subnormals to beyond the largest, and any fraction.
      float value = Math.scalb(1 + random.nextFloat(), random.nextInt(50) - 32);
      check(random.nextBoolean() ? value : -value);
    }
    for (int bits = 0; bits < 0x7C00; bits += 7) {
      // Half-way between two halves, and the floats on either side of it.
      double next = bits == 0x7BFF ? 65536 : defined(bits + 1);
      float middle = (float) ((defined(bits) + next) / 2);
      check(middle);
      check(-Math.nextUp(middle));
      check(Math.nextDown(middle));
    }
  }

  private static void check(float value) {
    assertThat(Half.of(value)).as("%s", value).isEqualTo((short) nearest(value));
  }

  @Test
  void what_is_beyond_the_largest_half_is_infinite() {
    assertThat(Half.round(65504)).isEqualTo(65504);
    assertThat(Half.round(Math.nextDown(65520f))).isEqualTo(65504);
    assertThat(Half.round(65520)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Half.round(-Float.MAX_VALUE)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Half.round(Float.NaN)).isNaN();
    assertThat(Half.of(-0f)).isEqualTo((short) 0x8000);
    assertThat(Half.round(0x1p-25f)).as("half of the smallest: a tie, 0 is even").isZero();
    assertThat(Half.round(0x1.000002p-25f)).isEqualTo(0x1p-24f);
  }
}
