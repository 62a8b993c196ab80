package org.contourflow.model.array;

import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;

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

  /**
   * What of it lies between two heights of the patient, by the CT's axis nearest to the patient's
   * long axis; itself where nothing does.
   *
   * @param lowMm z, LPS
   */
  public CtBox along(VoxelGrid grid, double lowMm, double highMm) {
    int[] first = {firstSlice, firstRow, firstColumn};
    int[] end = {endSlice, endRow, endColumn};
    int axis = longAxis(grid);
    int from = end[axis];
    int to = first[axis];
    int[] at = {
      (firstSlice + endSlice) / 2, (firstRow + endRow) / 2, (firstColumn + endColumn) / 2
    };
    for (int i = first[axis]; i < end[axis]; i++) {
      at[axis] = i;
      double z = grid.toPatient(new VoxelIndex(at[0], at[1], at[2])).zMm();
      if (z >= lowMm && z <= highMm) {
        from = Math.min(from, i);
        to = Math.max(to, i + 1);
      }
    }
    if (from >= to) {
      return this;
    }
    first[axis] = from;
    end[axis] = to;
    return new CtBox(first[0], end[0], first[1], end[1], first[2], end[2]);
  }

  private static int longAxis(VoxelGrid grid) {
    SliceOrientation o = grid.orientation();
    double slices = Math.abs(o.normal().z());
    double rows = Math.abs(o.alongColumn().z());
    double columns = Math.abs(o.alongRow().z());
    return slices >= rows && slices >= columns ? 0 : rows >= columns ? 1 : 2;
  }

  /** Number of slices, rows and columns. */
  public Shape3 shape() {
    return new Shape3(endSlice - firstSlice, endRow - firstRow, endColumn - firstColumn);
  }
}
