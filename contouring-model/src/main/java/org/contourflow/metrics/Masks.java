package org.contourflow.metrics;

import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/** What all measures ask of a pair of masks. */
final class Masks {
  /** Two grids that place voxels within this of each other are the same grid, mm. */
  static final double SAME_GRID_TOLERANCE_MM = 0.01;

  private Masks() {}

  static void requireSameGrid(BinaryMask a, BinaryMask b) {
    if (a.grid() != b.grid() && !a.grid().matches(b.grid(), SAME_GRID_TOLERANCE_MM)) {
      throw new IllegalArgumentException("masks to be compared must lie on the same grid");
    }
  }

  /** The smallest box of voxels that holds both masks. */
  static Box joint(BinaryMask a, BinaryMask b) {
    VoxelGrid grid = a.grid();
    int[] low = {grid.slices(), grid.rows(), grid.columns()};
    int[] high = {-1, -1, -1};
    for (BinaryMask mask : new BinaryMask[] {a, b}) {
      BitSet bits = mask.toBitSet();
      int plane = grid.rows() * grid.columns();
      for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
        int[] at = {i / plane, i % plane / grid.columns(), i % grid.columns()};
        for (int d = 0; d < 3; d++) {
          low[d] = Math.min(low[d], at[d]);
          high[d] = Math.max(high[d], at[d]);
        }
      }
    }
    return new Box(low, high);
  }

  /** Inclusive bounds: slice, row, column. */
  record Box(int[] low, int[] high) {
    int size(int axis) {
      return high[axis] - low[axis] + 1;
    }
  }
}
