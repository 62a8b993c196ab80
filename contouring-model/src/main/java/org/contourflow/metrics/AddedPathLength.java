package org.contourflow.metrics;

import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * Added path length (Vaassen et al., Phys Imaging Radiat Oncol 13:1, 2020): how much of the
 * reference contour would have to be drawn anew, slice by slice.
 *
 * <p>A slice's contour is its set pixels with at least one of their four neighbours not set (beyond
 * the edge of the image counts as not set). A reference contour pixel is added if no pixel of the
 * other contour's lies within {@code tolerancePixels} of it in row and column; each counts the mean
 * of row and column spacing.
 */
public final class AddedPathLength {
  private AddedPathLength() {}

  /** Length in mm; 0 if the reference is empty, the whole reference contour if the other is. */
  public static double mm(BinaryMask reference, BinaryMask other, int tolerancePixels) {
    Masks.requireSameGrid(reference, other);
    VoxelGrid grid = reference.grid();
    long added = 0;
    for (int s = 0; s < grid.slices(); s++) {
      if (!reference.isSliceEmpty(s)) {
        BitSet drawn = grown(contour(other.slice(s), grid), grid, tolerancePixels);
        BitSet wanted = contour(reference.slice(s), grid);
        wanted.andNot(drawn);
        added += wanted.cardinality();
      }
    }
    return added * (grid.rowSpacingMm() + grid.columnSpacingMm()) / 2;
  }

  /** Length of all of a mask's contours, counted the same way, mm. */
  public static double wholeMm(BinaryMask mask) {
    return mm(mask, BinaryMask.wrap(mask.grid(), new BitSet()), 0);
  }

  private static BitSet contour(BitSet slice, VoxelGrid grid) {
    int columns = grid.columns();
    BitSet edge = new BitSet();
    for (int i = slice.nextSetBit(0); i >= 0; i = slice.nextSetBit(i + 1)) {
      int column = i % columns;
      int row = i / columns;
      boolean inner =
          column > 0
              && column < columns - 1
              && row > 0
              && row < grid.rows() - 1
              && slice.get(i - 1)
              && slice.get(i + 1)
              && slice.get(i - columns)
              && slice.get(i + columns);
      edge.set(i, !inner);
    }
    return edge;
  }

  private static BitSet grown(BitSet contour, VoxelGrid grid, int pixels) {
    if (pixels == 0) {
      return contour;
    }
    BitSet out = new BitSet();
    for (int i = contour.nextSetBit(0); i >= 0; i = contour.nextSetBit(i + 1)) {
      int row = i / grid.columns();
      int column = i % grid.columns();
      int from = Math.max(0, column - pixels);
      int to = Math.min(grid.columns() - 1, column + pixels);
      for (int r = Math.max(0, row - pixels); r <= Math.min(grid.rows() - 1, row + pixels); r++) {
        out.set(r * grid.columns() + from, r * grid.columns() + to + 1);
      }
    }
    return out;
  }
}
