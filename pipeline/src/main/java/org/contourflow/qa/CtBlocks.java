package org.contourflow.qa;

import java.nio.ShortBuffer;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * A CT in blocks of about 4 mm in the slice, each the mean of its pixels, of slices about 3 mm
 * apart; slices between are skipped. So CTs of any resolution can be compared.
 *
 * @param hu {@code [plane][row][column]}
 * @param blockMm2 area of a block
 * @param lengthMm from the first slice to the last, both included
 */
record CtBlocks(
    float[] hu, int planes, int rows, int columns, double blockMm2, double lengthMm, Axes axes) {
  private static final double WANTED_MM = 4;
  private static final double WANTED_STEP_MM = 3;

  /** Patient coordinates of blocks: y to the back, z to the head, mm. */
  record Axes(
      double[] planeY, double[] planeZ, double rowY, double rowZ, double colY, double colZ) {
    double back(int plane, int row, int column) {
      return planeY[plane] + row * rowY + column * colY;
    }

    double head(int plane, int row, int column) {
      return planeZ[plane] + row * rowZ + column * colZ;
    }
  }

  static CtBlocks of(CtVolume ct, double singleSliceMm) {
    VoxelGrid grid = ct.grid();
    int skip = blocks(WANTED_STEP_MM, grid.smallestSliceStepMm(singleSliceMm), grid.slices());
    int high = blocks(WANTED_MM, grid.rowSpacingMm(), grid.rows());
    int wide = blocks(WANTED_MM, grid.columnSpacingMm(), grid.columns());
    int planes = (grid.slices() + skip - 1) / skip;
    int rows = grid.rows() / high;
    int columns = grid.columns() / wide;
    float[] hu = new float[planes * rows * columns];
    for (int p = 0; p < planes; p++) {
      average(ct.values(), grid, p * skip, high, wide, hu, p * rows * columns);
    }
    double length = 0;
    for (int s = 0; s < grid.slices(); s++) {
      length += grid.sliceThicknessMm(s, singleSliceMm);
    }
    double rowMm = high * grid.rowSpacingMm();
    double columnMm = wide * grid.columnSpacingMm();
    Axes axes = axes(grid, planes, skip, rowMm, columnMm);
    return new CtBlocks(hu, planes, rows, columns, rowMm * columnMm, length, axes);
  }

  private static int blocks(double wantedMm, double mm, int size) {
    return Math.min(size, Math.max(1, (int) Math.round(wantedMm / mm)));
  }

  private static void average(
      ShortBuffer values, VoxelGrid grid, int slice, int high, int wide, float[] out, int at) {
    int rows = grid.rows() / high;
    int columns = grid.columns() / wide;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        long sum = 0;
        for (int i = 0; i < high; i++) {
          int from = (slice * grid.rows() + r * high + i) * grid.columns() + c * wide;
          for (int j = 0; j < wide; j++) {
            sum += values.get(from + j);
          }
        }
        out[at + r * columns + c] = (float) sum / (high * wide);
      }
    }
  }

  private static Axes axes(VoxelGrid grid, int planes, int skip, double rowMm, double columnMm) {
    double[] y = new double[planes];
    double[] z = new double[planes];
    for (int p = 0; p < planes; p++) {
      PatientPoint origin = grid.sliceOrigins().get(p * skip);
      y[p] = origin.yMm();
      z[p] = origin.zMm();
    }
    Direction down = grid.orientation().alongColumn();
    Direction across = grid.orientation().alongRow();
    return new Axes(
        y, z, down.y() * rowMm, down.z() * rowMm, across.y() * columnMm, across.z() * columnMm);
  }

  float at(int plane, int row, int column) {
    return hu[(plane * rows + row) * columns + column];
  }
}
