package org.contourflow.train;

import java.util.Arrays;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.TrainingCase;

/**
 * Cuts a window of the network's grid out of a case through an affine map: HU trilinear, label
 * codes by their shares of the eight neighbours so that each keeps its volume ({@link
 * MixedVoxels}), both straight from the case's own voxels.
 */
final class WindowSampler {
  /** Air, and what lies outside the known volume, HU. */
  static final int AIR_HU = -1024;

  private final WindowShape shape;
  private final double[] spacingMm;

  /**
   * @param spacingMm slice, row and column spacing of the network's grid
   */
  WindowSampler(WindowShape shape, double[] spacingMm) {
    this.shape = shape;
    this.spacingMm = spacingMm.clone();
  }

  /** A window's values before they become a batch: HU and label codes. */
  record Window(float[] hu, byte[] codes) {}

  /**
   * Where a window lies.
   *
   * @param centreMm slice, row, column position of the window's centre in the case, mm from the
   *     outer corner of its first voxel
   * @param matrix 3 x 3 row-major, window mm to case mm (rotation, scale, mirror), axes in the
   *     order slice, row, column
   * @param elastic added to positions in the window before the matrix; null: none
   */
  record Placement(double[] centreMm, double[] matrix, ElasticField elastic) {
    static Placement straight(double[] centreMm) {
      return new Placement(centreMm, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, null);
    }
  }

  /** Samples; a mirrored placement must be relabelled by the caller. */
  Window sample(TrainingCase from, Placement placement) {
    Window window = new Window(new float[shape.voxels()], new byte[shape.voxels()]);
    double[] own = {from.sliceSpacingMm(), from.rowSpacingMm(), from.columnSpacingMm()};
    double[] a = new double[9];
    double[] start = new double[3];
    for (int i = 0; i < 3; i++) {
      start[i] = placement.centreMm()[i] / own[i] - 0.5;
      for (int j = 0; j < 3; j++) {
        a[3 * i + j] = placement.matrix()[3 * i + j] * spacingMm[j] / own[i];
      }
      start[i] -=
          a[3 * i] * (shape.slices() - 1) / 2
              + a[3 * i + 1] * (shape.rows() - 1) / 2
              + a[3 * i + 2] * (shape.columns() - 1) / 2;
    }
    Neighbours neighbours = new Neighbours(from);
    MixedVoxels mixed = new MixedVoxels();
    float[][] moved = new float[3][shape.columns()];
    int at = 0;
    for (int s = 0; s < shape.slices(); s++) {
      for (int r = 0; r < shape.rows(); r++) {
        if (placement.elastic() != null) {
          placement.elastic().row(s, r, moved);
        }
        for (int c = 0; c < shape.columns(); c++, at++) {
          double i = s + moved[0][c] / spacingMm[0];
          double j = r + moved[1][c] / spacingMm[1];
          double k = c + moved[2][c] / spacingMm[2];
          neighbours.move(
              start[0] + a[0] * i + a[1] * j + a[2] * k,
              start[1] + a[3] * i + a[4] * j + a[5] * k,
              start[2] + a[6] * i + a[7] * j + a[8] * k);
          window.hu[at] = neighbours.hu();
          window.codes[at] = (byte) neighbours.code(at, mixed);
        }
      }
    }
    mixed.settle(window.codes);
    return window;
  }

  /** The eight voxels around a point, and their shares. */
  private static final class Neighbours {
    private final TrainingCase from;
    private final int[] index = new int[8];
    private final float[] share = new float[8];
    private final float[] shares = new float[256];
    private boolean known;

    Neighbours(TrainingCase from) {
      this.from = from;
    }

    void move(double z, double y, double x) {
      known = z >= -0.5 && z <= from.slices() - 0.5;
      if (!known) {
        return;
      }
      int z0 = (int) Math.floor(z);
      int y0 = (int) Math.floor(y);
      int x0 = (int) Math.floor(x);
      float fz = (float) (z - z0);
      float fy = (float) (y - y0);
      float fx = (float) (x - x0);
      for (int n = 0; n < 8; n++) {
        int zi = Math.max(0, Math.min(from.slices() - 1, z0 + (n >> 2)));
        int yi = y0 + (n >> 1 & 1);
        int xi = x0 + (n & 1);
        boolean inside = yi >= 0 && yi < from.rows() && xi >= 0 && xi < from.columns();
        index[n] = inside ? (zi * from.rows() + yi) * from.columns() + xi : -1;
        share[n] =
            ((n & 4) == 0 ? 1 - fz : fz)
                * ((n & 2) == 0 ? 1 - fy : fy)
                * ((n & 1) == 0 ? 1 - fx : fx);
      }
    }

    float hu() {
      if (!known) {
        return AIR_HU;
      }
      float sum = 0;
      for (int n = 0; n < 8; n++) {
        sum += share[n] * (index[n] < 0 ? AIR_HU : from.hu()[index[n]]);
      }
      return sum;
    }

    /** The code of a voxel; any, if several are around it: then their shares are added. */
    int code(int at, MixedVoxels mixed) {
      if (!known) {
        return LabelScheme.IGNORED;
      }
      int first = codeOf(0);
      boolean same = true;
      for (int n = 1; same && n < 8; n++) {
        same = codeOf(n) == first;
      }
      if (!same) {
        addShares(at, mixed);
      }
      return first;
    }

    private int codeOf(int n) {
      return index[n] < 0 ? 0 : from.codes()[index[n]] & 0xFF;
    }

    private void addShares(int at, MixedVoxels mixed) {
      for (int n = 0; n < 8; n++) {
        shares[codeOf(n)] += share[n];
      }
      for (int n = 0; n < 8; n++) {
        int code = codeOf(n);
        if (shares[code] > 0) {
          mixed.add(at, code, shares[code]);
          shares[code] = 0;
        }
      }
    }
  }

  /** Fills codes outside the known volume; for callers that blank part of a window. */
  static void blank(Window window, int from, int to) {
    Arrays.fill(window.hu, from, to, AIR_HU);
    Arrays.fill(window.codes, from, to, (byte) LabelScheme.IGNORED);
  }
}
