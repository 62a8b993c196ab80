package org.contourflow.model.presence;

import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Two metal fillings on a patient's own CT, one on each side of the mandible, with streaks as they
 * look: bright and dark rays that fade over 50 mm, and a dark band between the two. Drawn, not
 * projected: it is a disturbance of about the size and kind, no physics.
 */
final class Fillings {
  private static final double HALF_HEIGHT_MM = 9;
  private static final double RADIUS_MM = 4;
  private static final int METAL_HU = 3071;
  private static final double RAYS_HU = 700;
  private static final double FADE_MM = 50;
  private static final int BAND_HU = -500;

  private Fillings() {}

  /** The CT, changed in the slices about the mandible's largest. */
  static CtVolume in(CtVolume ct, BinaryMask mandible) {
    VoxelGrid grid = ct.grid();
    int middle = largestSlice(mandible);
    double[] right = centre(mandible, middle, true);
    double[] left = centre(mandible, middle, false);
    short[] hu = new short[(int) grid.voxelCount()];
    ct.values().get(hu);
    int reach = (int) (HALF_HEIGHT_MM / grid.sliceStepMm(middle));
    for (int s = middle - reach; s <= middle + reach; s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          int at = (s * grid.rows() + r) * grid.columns() + c;
          if (hu[at] > -300) {
            hu[at] = (short) streaked(hu[at], r, c, right, left, grid);
          }
        }
      }
    }
    return CtVolume.wrap(grid, hu);
  }

  private static double streaked(
      double hu, int r, int c, double[] right, double[] left, VoxelGrid grid) {
    double out = hu;
    for (double[] filling : new double[][] {right, left}) {
      double y = (r - filling[0]) * grid.rowSpacingMm();
      double x = (c - filling[1]) * grid.columnSpacingMm();
      double distance = Math.hypot(x, y);
      if (distance < RADIUS_MM) {
        return METAL_HU;
      }
      out += RAYS_HU * Math.cos(11 * Math.atan2(y, x)) * Math.exp(-distance / FADE_MM);
    }
    boolean between = c > right[1] && c < left[1];
    double line = right[0] + (left[0] - right[0]) * (c - right[1]) / (left[1] - right[1]);
    if (between && Math.abs(r - line) * grid.rowSpacingMm() < RADIUS_MM) {
      out += BAND_HU;
    }
    return Math.max(-1000, Math.min(METAL_HU, out));
  }

  private static int largestSlice(BinaryMask mask) {
    int best = 0;
    long most = 0;
    for (int s = 0; s < mask.grid().slices(); s++) {
      long count = count(mask, s);
      if (count > most) {
        most = count;
        best = s;
      }
    }
    return best;
  }

  private static long count(BinaryMask mask, int s) {
    int plane = mask.grid().rows() * mask.grid().columns();
    return mask.toBitSet().get(s * plane, (s + 1) * plane).cardinality();
  }

  /** Row and column of the middle of the mandible's part at lower (or higher) columns. */
  private static double[] centre(BinaryMask mask, int s, boolean lower) {
    VoxelGrid grid = mask.grid();
    double middle = mean(mask, s, 0, grid.columns())[1];
    return lower ? mean(mask, s, 0, (int) middle) : mean(mask, s, (int) middle + 1, grid.columns());
  }

  private static double[] mean(BinaryMask mask, int s, int first, int end) {
    double row = 0;
    double column = 0;
    int count = 0;
    for (int r = 0; r < mask.grid().rows(); r++) {
      for (int c = first; c < end; c++) {
        if (mask.get(s, r, c)) {
          row += r;
          column += c;
          count++;
        }
      }
    }
    return new double[] {row / count, column / count};
  }
}
