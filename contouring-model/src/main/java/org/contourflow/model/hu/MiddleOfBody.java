package org.contourflow.model.hu;

import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * Whether a point is where in the body's section a spine may be: near its middle from left to
 * right, and not in its front part. Where the field of view cuts one side of the body only, its
 * middle is not known and any place is right.
 */
final class MiddleOfBody {
  private static final double MOST_OFF_SHARE = 0.12;
  private static final double MOST_OFF_MM = 25;
  private static final double FRONT_SHARE = 0.35;

  /**
   * Of the body's width, from its middle: beyond are shoulders and arms, whatever a back's bend.
   */
  private static final double MOST_BENT_SHARE = 0.25;

  private final double[][] ends;
  private final boolean[][] cut;
  private final boolean acrossColumns;

  MiddleOfBody(VoxelGrid grid, BitVolume body) {
    this.ends = new double[grid.slices()][];
    this.cut = new boolean[grid.slices()][4];
    this.acrossColumns =
        Math.abs(grid.orientation().alongRow().x())
            > Math.abs(grid.orientation().alongColumn().x());
    Components.of(body)
        .forEachRun(
            (part, slice, row, from, to) -> {
              add(slice, grid.toPatient(new VoxelIndex(slice, row, from)));
              add(slice, grid.toPatient(new VoxelIndex(slice, row, to - 1)));
              cut[slice][0] |= from == 0;
              cut[slice][1] |= to == grid.columns();
              cut[slice][2] |= row == 0;
              cut[slice][3] |= row == grid.rows() - 1;
            });
  }

  private void add(int slice, PatientPoint point) {
    if (ends[slice] == null) {
      ends[slice] = new double[] {point.xMm(), point.xMm(), point.yMm(), point.yMm()};
    }
    double[] now = ends[slice];
    now[0] = Math.min(now[0], point.xMm());
    now[1] = Math.max(now[1], point.xMm());
    now[2] = Math.min(now[2], point.yMm());
    now[3] = Math.max(now[3], point.yMm());
  }

  /**
   * Of a point in the plane of this slice, patient LPS, mm.
   *
   * @param slackMm it may be so far from the point
   */
  boolean mayBeSpine(int slice, PatientPoint point, double slackMm) {
    double[] now = ends[slice];
    if (now == null) {
      return false;
    }
    double most = Math.max(MOST_OFF_MM, MOST_OFF_SHARE * (now[1] - now[0]));
    boolean central = Math.abs(point.xMm() - (now[0] + now[1]) / 2) <= most + slackMm;
    boolean behind = point.yMm() >= now[2] + FRONT_SHARE * (now[3] - now[2]) - slackMm;
    return (isOneSided(slice) || central) && behind;
  }

  /**
   * Whether a spine may be so far to a side in this slice, patient x; a back that is bent, too.
   * Where the image cuts the body on either side, or on both as a crop to a lung does, any may.
   */
  boolean mayBeAcross(int slice, double xMm) {
    double[] now = ends[slice];
    return !isWhole(slice)
        || Math.abs(xMm - (now[0] + now[1]) / 2) <= MOST_BENT_SHARE * (now[1] - now[0]);
  }

  /** Whether the image shows the body's section from side to side, in this slice. */
  boolean isWhole(int slice) {
    return ends[slice] != null && !cut[slice][lateral()] && !cut[slice][lateral() + 1];
  }

  private boolean isOneSided(int slice) {
    return cut[slice][lateral()] != cut[slice][lateral() + 1];
  }

  private int lateral() {
    return acrossColumns ? 0 : 2;
  }
}
