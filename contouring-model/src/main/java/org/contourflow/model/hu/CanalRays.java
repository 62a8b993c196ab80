package org.contourflow.model.hu;

import java.util.Arrays;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * Rays in a slice from a point out to bone: where the HU are half-way between the inside and the
 * bone's densest within {@link #WALL_MM}. Fine pixels are averaged over their neighbours first.
 */
final class CanalRays {
  static final int RAYS = 32;

  /** From one ray to the one looked at next: all are visited, and open sides are met early. */
  private static final int FAR_APART = 11;

  private static final int BONE_HU = 150;
  private static final int AIR_HU = -300;
  private static final double STEP_MM = 0.5;
  private static final double NEAREST_MM = 2.5;
  private static final double FARTHEST_MM = 20;
  private static final double WALL_MM = 4;

  /** About what cord and water have. */
  private static final double INSIDE_HU = 30;

  /** Pixels below this are averaged, 3 by 3. */
  private static final double FINE_MM = 1.3;

  private final CtVolume ct;
  private final VoxelGrid grid;
  private final float[] plane;

  /** Between this pixel and the next row and column there is neither bone nor air. */
  private final boolean[] soft;

  private final double[] sines = new double[RAYS];
  private final double[] cosines = new double[RAYS];
  private int slice = -1;

  CanalRays(CtVolume ct) {
    this.ct = ct;
    this.grid = ct.grid();
    this.plane = new float[grid.rows() * grid.columns()];
    this.soft = new boolean[plane.length];
    for (int i = 0; i < RAYS; i++) {
      sines[i] = Math.sin(CanalRing.angle(i, RAYS));
      cosines[i] = Math.cos(CanalRing.angle(i, RAYS));
    }
  }

  /** Looks at this slice from now on. */
  void look(int at) {
    if (at == slice) {
      return;
    }
    slice = at;
    boolean fine = Math.max(grid.rowSpacingMm(), grid.columnSpacingMm()) < FINE_MM;
    short[] hu = new short[plane.length];
    ct.copySlice(at, hu);
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        int i = r * grid.columns() + c;
        plane[i] = fine ? around(hu, r, c) : hu[i];
      }
    }
    markSoft();
  }

  private float around(short[] hu, int row, int column) {
    int firstRow = Math.max(0, row - 1);
    int lastRow = Math.min(grid.rows() - 1, row + 1);
    int firstColumn = Math.max(0, column - 1);
    int lastColumn = Math.min(grid.columns() - 1, column + 1);
    int sum = 0;
    for (int r = firstRow; r <= lastRow; r++) {
      for (int c = firstColumn; c <= lastColumn; c++) {
        sum += hu[r * grid.columns() + c];
      }
    }
    return (float) sum / ((lastRow - firstRow + 1) * (lastColumn - firstColumn + 1));
  }

  private void markSoft() {
    int columns = grid.columns();
    for (int r = 0; r < grid.rows() - 1; r++) {
      for (int c = 0; c < columns - 1; c++) {
        int i = r * columns + c;
        float least =
            Math.min(
                Math.min(plane[i], plane[i + 1]),
                Math.min(plane[i + columns], plane[i + columns + 1]));
        float most =
            Math.max(
                Math.max(plane[i], plane[i + 1]),
                Math.max(plane[i + columns], plane[i + columns + 1]));
        soft[i] = least >= AIR_HU + 1 && most <= BONE_HU - 1;
      }
    }
  }

  /** HU between pixels; NaN beyond the image. */
  double hu(double row, double column) {
    int r = (int) Math.floor(row);
    int c = (int) Math.floor(column);
    if (r < 0 || c < 0 || r > grid.rows() - 2 || c > grid.columns() - 2) {
      return Double.NaN;
    }
    int i = r * grid.columns() + c;
    double upper = plane[i] + (column - c) * (plane[i + 1] - plane[i]);
    int j = i + grid.columns();
    double lower = plane[j] + (column - c) * (plane[j + 1] - plane[j]);
    return upper + (row - r) * (lower - upper);
  }

  /** Distance to bone along each ray, mm; NaN where none is met. */
  double[] cast(PixelPoint from) {
    return cast(from, 1);
  }

  /** As {@link #cast(PixelPoint)}; rays are left NaN once more than this share has met none. */
  double[] cast(PixelPoint from, double mostOpen) {
    double[] radii = new double[RAYS];
    Arrays.fill(radii, Double.NaN);
    int open = 0;
    for (int i = 0; i < RAYS && open <= mostOpen * RAYS; i++) {
      int ray = i * FAR_APART % RAYS;
      radii[ray] = reach(from, ray);
      open += Double.isNaN(radii[ray]) ? 1 : 0;
    }
    return radii;
  }

  private double reach(PixelPoint from, int ray) {
    double down = sines[ray] / grid.rowSpacingMm();
    double across = cosines[ray] / grid.columnSpacingMm();
    for (double r = NEAREST_MM; r <= FARTHEST_MM; r += STEP_MM) {
      double row = from.row() + r * down;
      double column = from.column() + r * across;
      if (isSoft(row, column)) {
        continue;
      }
      double hu = hu(row, column);
      if (Double.isNaN(hu) || hu < AIR_HU) {
        return Double.NaN;
      }
      if (hu >= BONE_HU) {
        return halfWay(from, down, across, r);
      }
    }
    return Double.NaN;
  }

  /** Whether it is certain, without a look between pixels, that neither bone nor air is there. */
  private boolean isSoft(double row, double column) {
    return row >= 0
        && column >= 0
        && row < grid.rows() - 1
        && column < grid.columns() - 1
        && soft[(int) row * grid.columns() + (int) column];
  }

  private double halfWay(PixelPoint from, double down, double across, double bone) {
    double peak = 0;
    double at = bone;
    for (double r = bone; r <= bone + WALL_MM; r += STEP_MM) {
      double hu = hu(from.row() + r * down, from.column() + r * across);
      if (hu > peak) {
        peak = hu;
        at = r;
      }
    }
    double half = (INSIDE_HU + peak) / 2;
    double outer = peak;
    for (double r = at - STEP_MM; r > 0; r -= STEP_MM) {
      double hu = hu(from.row() + r * down, from.column() + r * across);
      if (hu < half) {
        return r + STEP_MM * (half - hu) / (outer - hu);
      }
      outer = hu;
    }
    return Double.NaN;
  }
}
