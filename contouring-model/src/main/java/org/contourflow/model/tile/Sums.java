package org.contourflow.model.tile;

import java.nio.FloatBuffer;
import org.contourflow.model.array.Shape3;

/** Where weighted tiles of all folds and mirrors are summed, a ring of planes as deep as a tile. */
sealed interface Sums permits Slab, HalfSlab {
  /** Where a tile is, and which of its axes the network saw turned round. */
  record Place(int start0, int start1, int start2, boolean flip0, boolean flip1, boolean flip2) {}

  /** What voxels get that no tile touched: background. */
  record Untouched(float first, float others) {}

  /**
   * Adds a network's output, {@code [class][tile]}, turned back where it was flipped.
   *
   * @param fold which network's
   * @param channel the output channel that belongs to each class
   * @return false if a value, or a sum, is NaN or infinite
   */
  boolean add(FloatBuffer output, int fold, Place place, float[] tileWeights, int[] channel);

  /** Adds a tile's weights, once a tile. */
  void addWeights(Place place, float[] tileWeights);

  /**
   * The blended values of a plane of the padded array, cut to {@code out}'s rows and columns, and
   * clears the plane.
   *
   * @return false if a blended value is NaN or infinite
   */
  boolean take(int plane, TilePlan.Shape before, Shape3 array, float[][] out, Untouched untouched);
}
