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
  private int slice = -1;

  CanalRays(CtVolume ct) {
    this.ct = ct;
    this.grid = ct.grid();
    this.plane = new float[grid.rows() * grid.columns()];
  }

  /** Looks at this slice from now on. */
  void look(int at) {
    if (at == slice) {
      return;
    }
    slice = at;
    boolean fine = Math.max(grid.rowSpacingMm(), grid.columnSpacingMm()) < FINE_MM;
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        plane[r * grid.columns() + c] = fine ? around(r, c) : ct.hu(at, r, c);
      }
    }
  }

  private float around(int row, int column) {
    int sum = 0;
    int count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.rows() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.columns() - 1, column + 1); c++) {
        sum += ct.hu(slice, r, c);
        count++;
      }
    }
    return (float) sum / count;
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
      radii[ray] = reach(from, CanalRing.angle(ray, RAYS));
      open += Double.isNaN(radii[ray]) ? 1 : 0;
    }
    return radii;
  }

  private double reach(PixelPoint from, double angle) {
    double down = Math.sin(angle) / grid.rowSpacingMm();
    double across = Math.cos(angle) / grid.columnSpacingMm();
    for (double r = NEAREST_MM; r <= FARTHEST_MM; r += STEP_MM) {
      double hu = hu(from.row() + r * down, from.column() + r * across);
      if (Double.isNaN(hu) || hu < AIR_HU) {
        return Double.NaN;
      }
      if (hu >= BONE_HU) {
        return halfWay(from, down, across, r);
      }
    }
    return Double.NaN;
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
