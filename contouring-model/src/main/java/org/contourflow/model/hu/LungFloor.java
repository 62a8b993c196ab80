package org.contourflow.model.hu;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.bits.BitVolume;

/**
 * Where the lungs end towards the feet, column by column: what lies below may be belly under a
 * dome, what lies above or beside it may not.
 */
final class LungFloor {
  private final VoxelGrid grid;
  private final FeetFirst order;
  private final int[] floor;
  private final int lowest;
  private final int highest;

  /** Of these lungs, both in one. */
  LungFloor(VoxelGrid grid, BitVolume lungs) {
    this.grid = grid;
    this.order = new FeetFirst(grid);
    this.floor = new int[grid.rows() * grid.columns()];
    Arrays.fill(floor, -1);
    int[] ends = ends(lungs);
    this.lowest = ends[0];
    this.highest = ends[1];
    for (int i = grid.slices() - 1; i >= 0; i--) {
      int slice = order.slice(i);
      for (int r = 0; lungs.count(slice) > 0 && r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          if (lungs.get(slice, r, c)) {
            floor[r * grid.columns() + c] = i;
          }
        }
      }
    }
  }

  private int[] ends(BitVolume lungs) {
    int[] with =
        IntStream.range(0, grid.slices()).filter(i -> lungs.count(order.slice(i)) > 0).toArray();
    return with.length == 0 ? new int[] {0, -1} : new int[] {with[0], with[with.length - 1]};
  }

  /** Whether it lies above all lung, or there is none. */
  boolean isAbove(int slice) {
    return order.fromFeet(slice) > highest;
  }

  /**
   * Whether lung lies towards the head of this voxel and none at its level or below, or whether it
   * lies beyond the lower end of all lung.
   */
  boolean isUnder(int slice, int row, int column) {
    int fromFeet = order.fromFeet(slice);
    return fromFeet < lowest || fromFeet < floor[row * grid.columns() + column];
  }

  /** Slices counted from the feet's end of the stack, in whatever direction it was stacked. */
  static final class FeetFirst {
    private final int feetSlice;
    private final int headward;

    FeetFirst(VoxelGrid grid) {
      int last = grid.slices() - 1;
      double rise =
          grid.toPatient(new VoxelIndex(last, 0, 0)).zMm()
              - grid.toPatient(new VoxelIndex(0, 0, 0)).zMm();
      this.headward = rise < 0 ? -1 : 1;
      this.feetSlice = rise < 0 ? last : 0;
    }

    /** The slice with so many slices on its feet's side. */
    int slice(int fromFeet) {
      return feetSlice + headward * fromFeet;
    }

    int fromFeet(int slice) {
      return headward * (slice - feetSlice);
    }
  }
}
