package org.contourflow.model.presence;

import java.util.BitSet;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.manifest.Plausibility.Anchor;
import org.contourflow.volume.BinaryMask;

/**
 * What a rule looks at of a mask that is not empty.
 *
 * @param place its anchor, LPS mm
 * @param cut whether it reaches the first or last slice, row or column: the scan may have cut it
 */
public record OrganFacts(double volumeCc, PatientPoint place, boolean cut) {
  /** Of a long organ, how much of its upper end stands for its place. */
  private static final double TOP_MM = 30;

  /** Measures a mask. */
  public static OrganFacts of(BinaryMask mask, Anchor anchor) {
    VoxelGrid grid = mask.grid();
    BitSet bits = mask.toBitSet();
    double lowestZ =
        anchor == Anchor.TOP ? highestZ(grid, bits) - TOP_MM : Double.NEGATIVE_INFINITY;
    int plane = grid.rows() * grid.columns();
    double[] sum = new double[3];
    long count = 0;
    boolean cut = false;
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      int s = i / plane;
      int r = i % plane / grid.columns();
      int c = i % grid.columns();
      cut |= s == 0 || s == grid.slices() - 1 || r == 0 || r == grid.rows() - 1;
      cut |= c == 0 || c == grid.columns() - 1;
      PatientPoint point = grid.toPatient(new VoxelIndex(s, r, c));
      if (point.zMm() >= lowestZ) {
        sum[0] += point.xMm();
        sum[1] += point.yMm();
        sum[2] += point.zMm();
        count++;
      }
    }
    return new OrganFacts(
        mask.volumeMm3(1) / 1000,
        new PatientPoint(sum[0] / count, sum[1] / count, sum[2] / count),
        cut);
  }

  private static double highestZ(VoxelGrid grid, BitSet bits) {
    int plane = grid.rows() * grid.columns();
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      VoxelIndex index = new VoxelIndex(i / plane, i % plane / grid.columns(), i % grid.columns());
      highest = Math.max(highest, grid.toPatient(index).zMm());
    }
    return highest;
  }
}
