package org.contourflow.metrics;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * What was added to a slice of a structure and what was taken from it.
 *
 * @param slice index on the grid, from 0
 * @param beforeMm2, afterMm2 area of the first and of the second mask
 * @param addedMm2 in the second mask only
 * @param removedMm2 in the first mask only
 */
public record SliceChange(
    int slice, double beforeMm2, double afterMm2, double addedMm2, double removedMm2) {

  /** The slices in which two masks differ, in the grid's order. */
  public static List<SliceChange> between(BinaryMask before, BinaryMask after) {
    Masks.requireSameGrid(before, after);
    VoxelGrid grid = before.grid();
    double pixelMm2 = grid.rowSpacingMm() * grid.columnSpacingMm();
    List<SliceChange> changes = new ArrayList<>();
    for (int s = 0; s < grid.slices(); s++) {
      if (before.isSliceEmpty(s) && after.isSliceEmpty(s)) {
        continue;
      }
      BitSet removed = before.slice(s);
      BitSet added = after.slice(s);
      double beforeMm2 = removed.cardinality() * pixelMm2;
      double afterMm2 = added.cardinality() * pixelMm2;
      BitSet both = (BitSet) removed.clone();
      both.and(added);
      removed.andNot(both);
      added.andNot(both);
      if (!removed.isEmpty() || !added.isEmpty()) {
        changes.add(
            new SliceChange(
                s,
                beforeMm2,
                afterMm2,
                added.cardinality() * pixelMm2,
                removed.cardinality() * pixelMm2));
      }
    }
    return changes;
  }

  /** Whether only one of the two has anything in this slice. */
  public boolean isWhole() {
    return beforeMm2 == 0 || afterMm2 == 0;
  }
}
