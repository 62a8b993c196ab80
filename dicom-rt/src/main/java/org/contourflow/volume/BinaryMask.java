package org.contourflow.volume;

import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;

/**
 * One structure's voxels on a grid, immutable: a bit a voxel, row-major {@code
 * [slice][row][column]}. A set voxel is the whole square around its centre.
 */
public final class BinaryMask {
  private final VoxelGrid grid;
  private final BitSet bits;

  private BinaryMask(VoxelGrid grid, BitSet bits) {
    if (grid.voxelCount() > Integer.MAX_VALUE || bits.length() > grid.voxelCount()) {
      throw new IllegalArgumentException("mask bits do not fit the grid");
    }
    this.grid = grid;
    this.bits = bits;
  }

  /** Takes the bit set over; the caller must not change it afterwards. */
  public static BinaryMask wrap(VoxelGrid grid, BitSet bits) {
    return new BinaryMask(grid, bits);
  }

  /** Decides every voxel by a predicate. */
  public static BinaryMask of(VoxelGrid grid, VoxelPredicate inside) {
    BitSet bits = new BitSet((int) grid.voxelCount());
    int i = 0;
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, i++) {
          if (inside.test(s, r, c)) {
            bits.set(i);
          }
        }
      }
    }
    return new BinaryMask(grid, bits);
  }

  /** Whether a voxel is in. */
  @FunctionalInterface
  public interface VoxelPredicate {
    boolean test(int slice, int row, int column);
  }

  /** The voxel grid. */
  public VoxelGrid grid() {
    return grid;
  }

  /** Whether the voxel is in the structure. */
  public boolean get(int slice, int row, int column) {
    return bits.get((slice * grid.rows() + row) * grid.columns() + column);
  }

  /** Number of set voxels. */
  public long count() {
    return bits.cardinality();
  }

  /** Whether no voxel is set. */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /** Whether no voxel of the slice is set. */
  public boolean isSliceEmpty(int slice) {
    return slice(slice).isEmpty();
  }

  /** The bits of one slice, row-major from 0, as a fresh copy. */
  public BitSet slice(int slice) {
    int size = grid.rows() * grid.columns();
    return bits.get(slice * size, (slice + 1) * size);
  }

  /** Whether both have the same voxels, by their numbers; the grids are not compared. */
  public boolean isSameAs(BinaryMask other) {
    return bits.equals(other.bits);
  }

  /** All bits, as a fresh copy. */
  public BitSet toBitSet() {
    return (BitSet) bits.clone();
  }

  /** Volume in cubic millimetres; each slice counts with its own thickness. */
  public double volumeMm3(double singleSliceThicknessMm) {
    double sum = 0;
    int size = grid.rows() * grid.columns();
    for (int s = 0; s < grid.slices(); s++) {
      long inSlice = bits.get(s * size, (s + 1) * size).cardinality();
      sum += inSlice * grid.sliceThicknessMm(s, singleSliceThicknessMm);
    }
    return sum * grid.rowSpacingMm() * grid.columnSpacingMm();
  }
}
