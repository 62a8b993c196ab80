package org.contourflow.metrics;

import java.util.BitSet;
import org.contourflow.volume.BinaryMask;

/** Dice similarity coefficient: 2 |A and B| / (|A| + |B|), by voxels. */
public final class Dice {
  private Dice() {}

  /** 0 to 1; not a number if both masks are empty. */
  public static double of(BinaryMask a, BinaryMask b) {
    Masks.requireSameGrid(a, b);
    BitSet both = a.toBitSet();
    both.and(b.toBitSet());
    return 2.0 * both.cardinality() / (a.count() + b.count());
  }
}
