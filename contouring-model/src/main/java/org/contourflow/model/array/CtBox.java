package org.contourflow.model.array;

import org.contourflow.geometry.VoxelGrid;

/** A box of CT indices: first inclusive, end exclusive, of slices, rows, columns. */
public record CtBox(
    int firstSlice, int endSlice, int firstRow, int endRow, int firstColumn, int endColumn) {
  /** The whole grid. */
  public static CtBox whole(VoxelGrid grid) {
    return new CtBox(0, grid.slices(), 0, grid.rows(), 0, grid.columns());
  }

  /** Widened by a margin, within the grid. */
  public CtBox widened(VoxelGrid grid, double marginMm) {
    double step = grid.slices() > 1 ? grid.smallestSliceStepMm(1) : 1;
    int slices = (int) Math.ceil(marginMm / step);
    int rows = (int) Math.ceil(marginMm / grid.rowSpacingMm());
    int columns = (int) Math.ceil(marginMm / grid.columnSpacingMm());
    return new CtBox(
        Math.max(0, firstSlice - slices),
        Math.min(grid.slices(), endSlice + slices),
        Math.max(0, firstRow - rows),
        Math.min(grid.rows(), endRow + rows),
        Math.max(0, firstColumn - columns),
        Math.min(grid.columns(), endColumn + columns));
  }

  /** Number of slices, rows and columns. */
  public Shape3 shape() {
    return new Shape3(endSlice - firstSlice, endRow - firstRow, endColumn - firstColumn);
  }
}
