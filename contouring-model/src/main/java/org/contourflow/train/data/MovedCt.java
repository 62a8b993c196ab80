package org.contourflow.train.data;

import java.util.Arrays;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * A CT read beside its voxels' centres, for masks that were made a part of a voxel beside the CT
 * (masks averaged over blocks of pixels, for example, with a CT of every fourth pixel).
 *
 * <p>The CT moves and not the masks: on a grid of 4 mm a cord of 2 x 2 voxels cannot be moved by a
 * third of a voxel without losing a fifth of its volume. Values between centres are cubic (Keys, a
 * = -1/2), so edges stay about as sharp as they were; beyond the grid its outermost voxels go on.
 */
final class MovedCt {
  private static final int TAPS = 4;

  private MovedCt() {}

  /**
   * @param rows how far beyond each voxel's centre the CT is read, towards higher rows, voxels; -1
   *     to 1
   * @param columns the same towards higher columns
   * @return a CT on the same grid; no value lies outside what the CT has
   */
  static CtVolume read(CtVolume ct, double rows, double columns) {
    VoxelGrid grid = ct.grid();
    int size = grid.rows() * grid.columns();
    short[] out = new short[(int) grid.voxelCount()];
    short[] slice = new short[size];
    float[] half = new float[size];
    for (int z = 0; z < grid.slices(); z++) {
      ct.copySlice(z, slice);
      short[] sorted = slice.clone();
      Arrays.sort(sorted);
      short least = sorted[0];
      short most = sorted[size - 1];
      along(slice, half, grid.rows(), grid.columns(), columns);
      for (int c = 0; c < grid.columns(); c++) {
        for (int r = 0; r < grid.rows(); r++) {
          float value = between(half, c, grid.columns(), grid.rows(), r + rows);
          out[z * size + r * grid.columns() + c] =
              (short) Math.max(least, Math.min(most, Math.round(value)));
        }
      }
    }
    return CtVolume.wrap(grid, out);
  }

  private static void along(short[] from, float[] to, int rows, int columns, double by) {
    float[] line = new float[columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        line[c] = from[r * columns + c];
      }
      for (int c = 0; c < columns; c++) {
        to[r * columns + c] = between(line, 0, 1, columns, c + by);
      }
    }
  }

  /** The value at a place of a line: {@code length} values, {@code step} apart from {@code at}. */
  private static float between(float[] values, int at, int step, int length, double place) {
    int before = (int) Math.floor(place);
    double[] weight = weights(place - before);
    double sum = 0;
    for (int tap = 0; tap < TAPS; tap++) {
      int i = Math.max(0, Math.min(length - 1, before - 1 + tap));
      sum += weight[tap] * values[at + i * step];
    }
    return (float) sum;
  }

  /** Weights of the two values before and the two after a place {@code t} beyond the second. */
  private static double[] weights(double t) {
    return new double[] {
      t * (-0.5 + t * (1 - 0.5 * t)),
      1 + t * t * (1.5 * t - 2.5),
      t * (0.5 + t * (2 - 1.5 * t)),
      t * t * (0.5 * t - 0.5)
    };
  }
}
