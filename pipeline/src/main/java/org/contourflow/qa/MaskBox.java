package org.contourflow.qa;

import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Morphology;

/**
 * A mask cut to a box about itself: what is measured near it takes as long as the organ is large,
 * not the image. Slices, rows and columns of {@link #bits} begin at the box.
 */
final class MaskBox {
  private final VoxelGrid grid;
  private final int slice;
  private final int row;
  private final int column;
  private final BitVolume bits;

  private MaskBox(VoxelGrid grid, int slice, int row, int column, BitVolume bits) {
    this.grid = grid;
    this.slice = slice;
    this.row = row;
    this.column = column;
    this.bits = bits;
  }

  /**
   * With this much around it in the plane and a slice each way, or up to the image's rim.
   *
   * @param mask not empty
   */
  static MaskBox around(BinaryMask mask, double mm) {
    VoxelGrid grid = mask.grid();
    BitSet set = mask.toBitSet();
    int columns = grid.columns();
    int plane = grid.rows() * columns;
    int[] from = {Integer.MAX_VALUE, Integer.MAX_VALUE};
    int[] to = {0, 0};
    for (int b = set.nextSetBit(0); b >= 0; ) {
      int end = Math.min(set.nextClearBit(b), (b / columns + 1) * columns);
      from[0] = Math.min(from[0], b % plane / columns);
      to[0] = Math.max(to[0], b % plane / columns);
      from[1] = Math.min(from[1], b % columns);
      to[1] = Math.max(to[1], (end - 1) % columns);
      b = set.nextSetBit(end);
    }
    int row = Math.max(0, from[0] - reach(mm, grid.rowSpacingMm()));
    int column = Math.max(0, from[1] - reach(mm, grid.columnSpacingMm()));
    int slice = Math.max(0, set.nextSetBit(0) / plane - 1);
    BitVolume bits =
        new BitVolume(
            Math.min(grid.slices(), (set.length() - 1) / plane + 2) - slice,
            Math.min(grid.rows(), to[0] + reach(mm, grid.rowSpacingMm()) + 1) - row,
            Math.min(columns, to[1] + reach(mm, grid.columnSpacingMm()) + 1) - column);
    for (int b = set.nextSetBit(0); b >= 0; ) {
      int end = Math.min(set.nextClearBit(b), (b / columns + 1) * columns);
      int first = b % columns - column;
      bits.setRun(b / plane - slice, b % plane / columns - row, first, first + end - b);
      b = set.nextSetBit(end);
    }
    return new MaskBox(grid, slice, row, column, bits);
  }

  private static int reach(double mm, double spacingMm) {
    return (int) Math.ceil(mm / spacingMm) + 1;
  }

  VoxelGrid grid() {
    return grid;
  }

  /** Of the mask; not to be changed. */
  BitVolume bits() {
    return bits;
  }

  /** The CT's number of the box's first slice. */
  int firstSlice() {
    return slice;
  }

  /** For the box's voxels. */
  Morphology morphology(double singleSliceMm) {
    return new Morphology(
        grid.smallestSliceStepMm(singleSliceMm), grid.rowSpacingMm(), grid.columnSpacingMm());
  }

  /** HU of a voxel by its place in the box. */
  int hu(CtVolume ct, int s, int r, int c) {
    return ct.hu(slice + s, row + r, column + c);
  }

  /** Mean HU of some voxels of the box; NaN of none. */
  double meanHu(CtVolume ct, BitVolume of) {
    double sum = 0;
    long count = 0;
    for (int s = 0; s < of.slices(); s++) {
      for (int r = 0; r < of.rows(); r++) {
        for (int c = 0; c < of.columns(); c++) {
          if (of.get(s, r, c)) {
            sum += hu(ct, s, r, c);
            count++;
          }
        }
      }
    }
    return sum / count;
  }

  /** Positions of the box's voxel centres along slice, row and column, mm. */
  double[][] positionsMm() {
    double[][] at = {
      new double[bits.slices()], new double[bits.rows()], new double[bits.columns()]
    };
    for (int s = 0; s < at[0].length; s++) {
      at[0][s] = grid.slicePositionMm(slice + s);
    }
    for (int r = 0; r < at[1].length; r++) {
      at[1][r] = r * grid.rowSpacingMm();
    }
    for (int c = 0; c < at[2].length; c++) {
      at[2][c] = c * grid.columnSpacingMm();
    }
    return at;
  }
}
