package org.contourflow.qa;

import java.util.BitSet;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.BinaryMask;

/**
 * What can be counted about a mask that is not empty, in one pass.
 *
 * @param firstSlice lowest slice with a voxel
 * @param lastSlice highest slice with a voxel
 * @param emptySlices slices without a voxel between the two
 * @param touchesRim whether a voxel is in the first or last row or column
 * @param ends towards feet and head
 * @param centroid mean of the voxel centres, LPS mm (slices weigh the same, however thick)
 */
record MaskFacts(
    int firstSlice,
    int lastSlice,
    int emptySlices,
    boolean touchesRim,
    Ends ends,
    PatientPoint centroid,
    double volumeCc) {

  /**
   * Where it ends along the patient: the middle of its voxels in its last slices, LPS mm.
   *
   * @param cutAtFoot whether that end is the scan's own
   */
  record Ends(PatientPoint foot, PatientPoint head, boolean cutAtFoot, boolean cutAtHead) {
    static Ends of(BinaryMask mask, int first, int last) {
      PatientPoint a = middle(mask, first);
      PatientPoint b = middle(mask, last);
      boolean lowCut = first == 0;
      boolean highCut = last == mask.grid().slices() - 1;
      return footOf(mask.grid(), first) <= footOf(mask.grid(), last)
          ? new Ends(a, b, lowCut, highCut)
          : new Ends(b, a, highCut, lowCut);
    }

    /** By the stack, not by where the structure lies in it: that may move sideways. */
    private static double footOf(VoxelGrid grid, int slice) {
      return grid.toPatient(new VoxelIndex(slice, 0, 0)).zMm();
    }

    private static PatientPoint middle(BinaryMask mask, int slice) {
      VoxelGrid grid = mask.grid();
      BitSet bits = mask.slice(slice);
      double rows = 0;
      double columns = 0;
      for (int b = bits.nextSetBit(0); b >= 0; b = bits.nextSetBit(b + 1)) {
        rows += b / grid.columns();
        columns += b % grid.columns();
      }
      int n = bits.cardinality();
      return grid.toPatient(new VoxelIndex(slice, 0, 0))
          .plus(grid.orientation().alongColumn(), rows / n * grid.rowSpacingMm())
          .plus(grid.orientation().alongRow(), columns / n * grid.columnSpacingMm());
    }
  }

  /** From slice to slice along the patient; 0 of a single one. */
  double meanStepMm() {
    return (headMm() - footMm()) / Math.max(1, lastSlice - firstSlice);
  }

  double footMm() {
    return ends.foot().zMm();
  }

  double headMm() {
    return ends.head().zMm();
  }

  boolean cutAtFoot() {
    return ends.cutAtFoot();
  }

  boolean cutAtHead() {
    return ends.cutAtHead();
  }

  static MaskFacts of(BinaryMask mask, double singleSliceThicknessMm) {
    VoxelGrid grid = mask.grid();
    BitSet bits = mask.toBitSet();
    int plane = grid.rows() * grid.columns();
    double slices = 0;
    double rows = 0;
    double columns = 0;
    double[] mean = new double[3];
    boolean rim = false;
    int filled = 0;
    long count = mask.count();
    for (int s = bits.nextSetBit(0) / plane; s <= (bits.length() - 1) / plane; s++) {
      long inSlice = 0;
      for (int i = bits.nextSetBit(s * plane); i >= 0 && i < (s + 1) * plane; ) {
        int row = (i - s * plane) / grid.columns();
        int rowEnd = s * plane + (row + 1) * grid.columns();
        int end = Math.min(bits.nextClearBit(i), rowEnd);
        int length = end - i;
        int column = i - (rowEnd - grid.columns());
        rim |= row == 0 || row == grid.rows() - 1 || column == 0 || end == rowEnd;
        rows += (double) row * length;
        columns += length * (column + (length - 1) / 2.0);
        inSlice += length;
        i = bits.nextSetBit(end);
      }
      slices += grid.slicePositionMm(s) * inSlice;
      filled += inSlice > 0 ? 1 : 0;
    }
    mean[0] = slices / count;
    mean[1] = rows / count * grid.rowSpacingMm();
    mean[2] = columns / count * grid.columnSpacingMm();
    int first = bits.nextSetBit(0) / plane;
    int last = (bits.length() - 1) / plane;
    PatientPoint centroid =
        grid.toPatient(new VoxelIndex(0, 0, 0))
            .plus(grid.orientation().normal(), mean[0])
            .plus(grid.orientation().alongColumn(), mean[1])
            .plus(grid.orientation().alongRow(), mean[2]);
    double cc = mask.volumeMm3(singleSliceThicknessMm) / 1000;
    return new MaskFacts(
        first, last, last - first + 1 - filled, rim, Ends.of(mask, first, last), centroid, cc);
  }
}
