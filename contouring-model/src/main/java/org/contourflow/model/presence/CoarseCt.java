package org.contourflow.model.presence;

import java.nio.ShortBuffer;
import java.util.stream.IntStream;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.CtVolume;

/**
 * A CT in about 4 mm, as planes across the patient's long axis, whatever the stack's orientation:
 * {@code hu[plane][row][column]}, mean HU of a block of pixels (of one plane; planes between are
 * skipped). Columns run along the axis nearest to the patient's left and right.
 *
 * @param zMm of each plane's middle, LPS: to the head
 */
record CoarseCt(
    float[] hu,
    int planes,
    int rows,
    int columns,
    double planeMm,
    double rowMm,
    double columnMm,
    double[] zMm) {
  private static final double WANTED_MM = 4;

  static CoarseCt of(CtVolume ct) {
    VoxelGrid grid = ct.grid();
    int slice = grid.rows() * grid.columns();
    int[] size = {grid.slices(), grid.rows(), grid.columns()};
    int[] stride = {slice, grid.columns(), 1};
    double step = grid.slices() == 1 ? WANTED_MM : typicalStepMm(grid);
    double[] mm = {step, grid.rowSpacingMm(), grid.columnSpacingMm()};
    int[] axes = axes(grid.orientation());
    int[] block = new int[3];
    int[] out = new int[3];
    for (int i = 0; i < 3; i++) {
      block[i] = Math.max(1, (int) Math.round(WANTED_MM / mm[axes[i]]));
      out[i] = Math.max(1, size[axes[i]] / block[i]);
      block[i] = Math.min(block[i], size[axes[i]]);
    }
    float[] hu = new float[out[0] * out[1] * out[2]];
    ShortBuffer values = ct.values();
    IntStream.range(0, out[0])
        .parallel()
        .forEach(p -> plane(values, hu, p, out, block, axes, stride));
    return new CoarseCt(
        hu,
        out[0],
        out[1],
        out[2],
        block[0] * mm[axes[0]],
        block[1] * mm[axes[1]],
        block[2] * mm[axes[2]],
        zMm(grid, axes[0], block[0], out[0]));
  }

  private static double[] zMm(VoxelGrid grid, int axis, int block, int planes) {
    int[] at = {grid.slices() / 2, grid.rows() / 2, grid.columns() / 2};
    double[] z = new double[planes];
    for (int p = 0; p < planes; p++) {
      at[axis] = p * block;
      z[p] = grid.toPatient(new VoxelIndex(at[0], at[1], at[2])).zMm();
    }
    return z;
  }

  private static void plane(
      ShortBuffer values, float[] hu, int p, int[] out, int[] block, int[] axes, int[] stride) {
    int start = p * block[0] * stride[axes[0]];
    int k = p * out[1] * out[2];
    for (int r = 0; r < out[1]; r++) {
      for (int c = 0; c < out[2]; c++, k++) {
        long sum = 0;
        for (int i = 0; i < block[1]; i++) {
          int row = start + (r * block[1] + i) * stride[axes[1]];
          for (int j = 0; j < block[2]; j++) {
            sum += values.get(row + (c * block[2] + j) * stride[axes[2]]);
          }
        }
        hu[k] = (float) sum / (block[1] * block[2]);
      }
    }
  }

  private static double typicalStepMm(VoxelGrid grid) {
    double[] steps =
        IntStream.range(0, grid.slices() - 1).mapToDouble(grid::sliceStepMm).sorted().toArray();
    return steps[steps.length / 2];
  }

  /** The CT's axis nearest to the patient's long axis, then of the others the left-right last. */
  private static int[] axes(SliceOrientation o) {
    double[] along = {
      Math.abs(o.normal().z()), Math.abs(o.alongColumn().z()), Math.abs(o.alongRow().z())
    };
    double[] across = {
      Math.abs(o.normal().x()), Math.abs(o.alongColumn().x()), Math.abs(o.alongRow().x())
    };
    int longest = along[0] >= along[1] && along[0] >= along[2] ? 0 : along[1] >= along[2] ? 1 : 2;
    int first = longest == 0 ? 1 : 0;
    int second = longest == 2 ? 1 : 2;
    return across[first] > across[second]
        ? new int[] {longest, second, first}
        : new int[] {longest, first, second};
  }

  double areaCm2(long pixels) {
    return pixels * rowMm * columnMm / 100;
  }
}
