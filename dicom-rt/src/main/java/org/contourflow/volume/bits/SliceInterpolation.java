package org.contourflow.volume.bits;

import org.contourflow.geometry.VoxelGrid;

/**
 * Fills slices that were skipped between two drawn ones, by the shape (Raya and Udupa 1990): the
 * signed distances to the outline of the two, in the plane, each weighted by how near its slice is.
 */
public final class SliceInterpolation {
  private final VoxelGrid grid;

  /** For masks of this grid. */
  public SliceInterpolation(VoxelGrid grid) {
    this.grid = grid;
  }

  /**
   * The mask with its skipped slices.
   *
   * @param longestGapMm slices farther apart are left as they are: two pieces, not a gap
   */
  public BitVolume fill(BitVolume mask, double longestGapMm) {
    BitVolume out = mask.copy();
    int below = -1;
    for (int s = 0; s < mask.slices(); s++) {
      if (mask.count(s) > 0) {
        if (below >= 0 && s > below + 1 && gapMm(below, s) <= longestGapMm + 1e-6) {
          fillBetween(mask, below, s, out);
        }
        below = s;
      }
    }
    return out;
  }

  private double gapMm(int below, int above) {
    return grid.slicePositionMm(above) - grid.slicePositionMm(below);
  }

  private void fillBetween(BitVolume mask, int below, int above, BitVolume out) {
    PlaneBox box = PlaneBox.of(mask, below).with(PlaneBox.of(mask, above)).grown(mask);
    double[] a = signed(mask, below, box);
    double[] b = signed(mask, above, box);
    for (int s = below + 1; s < above; s++) {
      double share = gapMm(below, s) / gapMm(below, above);
      for (int i = 0; i < a.length; i++) {
        if (a[i] * (1 - share) + b[i] * share <= 0) {
          out.set(s, box.firstRow() + i / box.width(), box.firstColumn() + i % box.width());
        }
      }
    }
  }

  /** Distance to the nearest voxel of the mask, less that to the nearest outside it, mm. */
  private double[] signed(BitVolume mask, int slice, PlaneBox box) {
    boolean[] in = new boolean[box.height() * box.width()];
    boolean[] not = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      in[i] =
          mask.get(slice, box.firstRow() + i / box.width(), box.firstColumn() + i % box.width());
      not[i] = !in[i];
    }
    double[][] at = {
      {0}, even(box.height(), grid.rowSpacingMm()), even(box.width(), grid.columnSpacingMm())
    };
    double[] outside = DistanceTransform.mm(in, at);
    double[] inside = DistanceTransform.mm(not, at);
    for (int i = 0; i < outside.length; i++) {
      outside[i] -= inside[i];
    }
    return outside;
  }

  private static double[] even(int count, double stepMm) {
    double[] at = new double[count];
    java.util.Arrays.setAll(at, i -> i * stepMm);
    return at;
  }
}
