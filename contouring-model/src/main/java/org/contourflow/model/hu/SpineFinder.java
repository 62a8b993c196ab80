package org.contourflow.model.hu;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.bits.BitVolume;

/**
 * Where the spine is, left to right: in each slice the window of vertebra size that holds most
 * bone, and of all slices the median. Ribs are thin and arms are few slices, so neither wins, also
 * where the field of view shows one side of the patient only.
 */
final class SpineFinder {
  private static final double HALF_WINDOW_MM = 22;

  /** Least share of bone in the best window for it to be a vertebra. */
  private static final double LEAST_SHARE = 0.1;

  private final VoxelGrid grid;
  private final int halfRows;
  private final int halfColumns;

  SpineFinder(VoxelGrid grid) {
    this.grid = grid;
    this.halfRows = Math.max(1, (int) Math.round(HALF_WINDOW_MM / grid.rowSpacingMm()));
    this.halfColumns = Math.max(1, (int) Math.round(HALF_WINDOW_MM / grid.columnSpacingMm()));
  }

  /** Patient x (LPS, mm) of the spine over the slices where {@code wanted} has voxels. */
  OptionalDouble findXMm(BitVolume bone, BitVolume wanted) {
    double[] found = new double[grid.slices()];
    int count = 0;
    for (int s = 0; s < grid.slices(); s++) {
      if (wanted.count(s) > 0) {
        OptionalDouble x = densest(bone, s);
        if (x.isPresent()) {
          found[count++] = x.getAsDouble();
        }
      }
    }
    if (count == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(found, 0, count);
    return OptionalDouble.of(found[count / 2]);
  }

  private OptionalDouble densest(BitVolume bone, int slice) {
    int[][] sums = sums(bone, slice);
    int best = 0;
    VoxelIndex where = null;
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        int sum = window(sums, r, c);
        if (sum > best) {
          best = sum;
          where = new VoxelIndex(slice, r, c);
        }
      }
    }
    int window = (2 * halfRows + 1) * (2 * halfColumns + 1);
    return where == null || best < LEAST_SHARE * window
        ? OptionalDouble.empty()
        : OptionalDouble.of(centreXMm(bone, where));
  }

  /** Patient x of the mean of the bone voxels in the window. */
  private double centreXMm(BitVolume bone, VoxelIndex where) {
    double sum = 0;
    int count = 0;
    for (int r = where.row() - halfRows; r <= where.row() + halfRows; r++) {
      for (int c = where.column() - halfColumns; c <= where.column() + halfColumns; c++) {
        if (bone.get(where.slice(), r, c)) {
          PatientPoint point = grid.toPatient(new VoxelIndex(where.slice(), r, c));
          sum += point.xMm();
          count++;
        }
      }
    }
    return sum / count;
  }

  private int window(int[][] sums, int row, int column) {
    int top = Math.max(0, row - halfRows);
    int bottom = Math.min(grid.rows(), row + halfRows + 1);
    int left = Math.max(0, column - halfColumns);
    int right = Math.min(grid.columns(), column + halfColumns + 1);
    return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left];
  }

  /** sums[r][c] is the number of bone voxels above row r and left of column c. */
  private int[][] sums(BitVolume bone, int slice) {
    int[][] sums = new int[grid.rows() + 1][grid.columns() + 1];
    for (int r = 0; r < grid.rows(); r++) {
      int inRow = 0;
      for (int c = 0; c < grid.columns(); c++) {
        inRow += bone.get(slice, r, c) ? 1 : 0;
        sums[r + 1][c + 1] = sums[r][c + 1] + inRow;
      }
    }
    return sums;
  }
}
