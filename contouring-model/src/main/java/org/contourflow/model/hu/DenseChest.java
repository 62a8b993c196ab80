package org.contourflow.model.hu;

import java.util.Locale;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;

/**
 * How much of a lung's place is dense: where the other lung's mirror image about the spine lies, in
 * its rear half of each slice, since the heart has the front. Fluid, a collapse, a tumour or a lung
 * taken out are told; where both sides are alike nothing is.
 */
final class DenseChest {
  /** Healthy chests at hand have 0.46 at most, 0.56 beside an ill lung; a drawn effusion 0.66. */
  private static final double LEAST_SHARE = 0.6;

  private static final double LEAST_CC = 200;

  /** A side that the image cuts by more is not judged. */
  private static final double LEAST_IN_IMAGE = 0.8;

  private static final int LEAST_DENSE_HU = -300;

  private final CtVolume ct;
  private final VoxelGrid grid;
  private final double voxelCc;
  private final double midlineXMm;

  /**
   * For one CT.
   *
   * @param midlineXMm patient x (LPS) of the spine
   */
  DenseChest(CtVolume ct, double voxelCc, double midlineXMm) {
    this.ct = ct;
    this.grid = ct.grid();
    this.voxelCc = voxelCc;
    this.midlineXMm = midlineXMm;
  }

  /**
   * What of a lung's place is dense, for a person; empty: little is.
   *
   * @param name the lung's
   * @param others the other lung
   * @param air airways
   */
  Optional<String> note(String name, BitVolume own, BitVolume others, BitVolume air) {
    long[] counts = new long[4];
    for (int s = 0; s < grid.slices(); s++) {
      if (others.count(s) > 0) {
        look(s, middleYMm(others, s), own, others, air, counts);
      }
    }
    boolean seen = counts[1] >= LEAST_IN_IMAGE * counts[0];
    double denseCc = counts[3] * voxelCc;
    return !seen || denseCc < LEAST_CC || counts[3] < LEAST_SHARE * counts[2]
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s needs attention: %.0f cc in the rear half of its side of the chest are dense"
                    + " where the other lung has air; fluid, a collapse or a tumour is left out",
                name,
                denseCc));
  }

  /** Half-way between the front and the back of what lies in a slice, patient y. */
  private double middleYMm(BitVolume lung, int slice) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        if (lung.get(slice, r, c)) {
          double y = grid.toPatient(new VoxelIndex(slice, r, c)).yMm();
          least = Math.min(least, y);
          most = Math.max(most, y);
        }
      }
    }
    return (least + most) / 2;
  }

  /** Counts mirrored voxels: all, in the image, of these in the rear, of these dense. */
  private void look(
      int slice, double middleYMm, BitVolume own, BitVolume others, BitVolume air, long[] counts) {
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        if (others.get(slice, r, c)) {
          counts[0]++;
          PatientPoint at = grid.toPatient(new VoxelIndex(slice, r, c));
          PixelPoint to = grid.toPixel(slice, mirrored(at));
          int row = (int) Math.round(to.row());
          int column = (int) Math.round(to.column());
          boolean inside = row >= 0 && row < grid.rows() && column >= 0 && column < grid.columns();
          boolean rear = inside && at.yMm() > middleYMm;
          counts[1] += inside ? 1 : 0;
          counts[2] += rear ? 1 : 0;
          counts[3] += rear && isDense(slice, row, column, own, air) ? 1 : 0;
        }
      }
    }
  }

  private PatientPoint mirrored(PatientPoint point) {
    return new PatientPoint(2 * midlineXMm - point.xMm(), point.yMm(), point.zMm());
  }

  private boolean isDense(int slice, int row, int column, BitVolume own, BitVolume air) {
    return ct.hu(slice, row, column) > LEAST_DENSE_HU
        && !own.get(slice, row, column)
        && !air.get(slice, row, column);
  }
}
