package org.contourflow.model.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.contourflow.model.array.Half;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.tile.Sums.Place;
import org.contourflow.model.tile.Sums.Untouched;
import org.junit.jupiter.api.Test;

/** Where half sums round, by hand: between 2048 and 4096 halves are 2 apart. */
class HalfSlabTest {
  private static final Shape3 TILE = new Shape3(1, 1, 2);
  private static final Shape3 ARRAY = new Shape3(1, 1, 3);
  private static final Place LEFT = new Place(0, 0, 0, false, false, false);
  private static final Place RIGHT = new Place(0, 0, 1, false, false, false);
  private static final int[] CHANNEL = {0};
  private static final float[] ONE = {1, 1};

  private static HalfSlab slab(int folds, int mirrors) {
    return new HalfSlab(1, folds, mirrors, TILE, ARRAY);
  }

  private static boolean add(HalfSlab slab, int fold, Place place, float... values) {
    return slab.add(FloatBuffer.wrap(values), fold, place, ONE, CHANNEL);
  }

  private static float[] take(HalfSlab slab) {
    float[][] out = new float[1][3];
    TilePlan.Shape none = new TilePlan.Shape(0, 0, 0);
    assertThat(slab.take(0, none, ARRAY, out, new Untouched(-20, -20))).isTrue();
    return out[0];
  }

  @Test
  void each_tile_s_sum_is_rounded_when_it_is_added() {
    HalfSlab slab = slab(1, 1);
    add(slab, 0, LEFT, 2048, 2048);
    slab.addWeights(LEFT, ONE);
    add(slab, 0, RIGHT, 1, 5);
    slab.addWeights(RIGHT, ONE);
    // 2048 + 1 is a tie between 2048 and 2050: the even half. Float sums would give 1024.5.
    assertThat(take(slab)).containsExactly(2048, 1024, 5);
  }

  @Test
  void mirrors_are_averaged_in_float_before_anything_is_rounded() {
    HalfSlab slab = slab(1, 2);
    add(slab, 0, LEFT, 2048, 0);
    add(slab, 0, new Place(0, 0, 0, false, false, true), 7, 2051);
    slab.addWeights(LEFT, ONE);
    // (2048 + 2051) / 2 = 2049.5 is nearest to 2050; 2051 rounded first (to 2052, the even one of a
    // tie) would give 2050 too, and 2048 + 2051 rounded (4100, of steps of 4) as well; 0 + 7 shows
    // that the mirror image was turned back.
    assertThat(take(slab)).containsExactly(2050, 3.5f, -20);
  }

  @Test
  void folds_are_rounded_each_and_then_their_sum_and_their_mean() {
    HalfSlab slab = slab(3, 1);
    add(slab, 0, LEFT, 2049, 1);
    add(slab, 1, LEFT, 2049, 1);
    add(slab, 2, LEFT, 2049, 0);
    slab.addWeights(LEFT, ONE);
    // Three times 2048 (each a tie to the even one), sum 6144, mean 2048; 2 / 3 as a half.
    assertThat(take(slab)).containsExactly(2048, Half.round(2 / 3f), -20);
  }

  @Test
  void a_sum_beyond_half_precision_is_told_and_so_is_nan() {
    assertThat(add(slab(1, 1), 0, LEFT, 65504, 0)).isTrue();
    assertThat(add(slab(1, 1), 0, LEFT, 65520, 0)).isFalse();
    assertThat(add(slab(1, 1), 0, LEFT, 0, Float.NaN)).isFalse();
    HalfSlab slab = slab(1, 1);
    assertThat(add(slab, 0, LEFT, 0, -40000)).isTrue();
    assertThat(add(slab, 0, RIGHT, -40000, 0)).isFalse();
  }

  @Test
  void a_quotient_beyond_half_precision_is_told() {
    HalfSlab slab = slab(1, 1);
    add(slab, 0, LEFT, 40000, 0);
    slab.addWeights(LEFT, new float[] {0.5f, 0.5f});
    float[][] out = new float[1][3];
    TilePlan.Shape none = new TilePlan.Shape(0, 0, 0);
    assertThat(slab.take(0, none, ARRAY, out, new Untouched(0, 0))).isFalse();
  }

  @Test
  void a_plane_that_was_taken_is_empty_again() {
    HalfSlab slab = slab(1, 1);
    add(slab, 0, LEFT, 3, 3);
    slab.addWeights(LEFT, ONE);
    take(slab);
    assertThat(take(slab)).containsExactly(-20, -20, -20);
  }
}
