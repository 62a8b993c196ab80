package org.contourflow.model.hu;

import java.util.function.IntPredicate;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * What belongs to a lung that is ill: pieces cut off from it, and gas in a hollow tumour. Both are
 * told from the airways by their distance from the midline, and from the bowel by what they touch:
 * a rim of bowel gas has that gas beside it, a cavity has lung around it.
 */
final class LungPieces {
  private static final double SMALLEST_PIECE_CC = 1;

  /** Mean HU: a small piece is mostly edge; stool with air in it is denser still. */
  private static final int MOST_PIECE_HU = -500;

  /** As wide as a tumour, or a collapsed segment, between a piece and its lung. */
  private static final double FARTHEST_MM = 25;

  /** Share of a piece's pixels that have walled gas within reach: more, and it is that gas' rim. */
  private static final double MOST_BESIDE_GAS = 0.3;

  private static final double BESIDE_MM = 2.5;

  /** Nearer to the midline is trachea, main bronchus or oesophagus. */
  private static final double CENTRAL_PIECE_MM = 15;

  private static final double CENTRAL_CAVITY_MM = 35;

  /** Openings of the lung about a cavity up to twice this wide are bridged. */
  private static final double BRIDGE_MM = 20;

  private static final double LEAST_ENCLOSED = 0.8;

  private final CtVolume ct;
  private final Morphology morphology;
  private final double voxelCc;
  private final double midlineXMm;

  /**
   * For one CT.
   *
   * @param midlineXMm patient x (LPS) of the spine
   */
  LungPieces(CtVolume ct, Morphology morphology, double voxelCc, double midlineXMm) {
    this.ct = ct;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
    this.midlineXMm = midlineXMm;
  }

  /**
   * The parts that lie close to a lung and are like it.
   *
   * @param parts aerated, thicker than a rim, and too small to be a lung by themselves
   * @param gas of airways and bowel, with its rim
   */
  BitVolume near(BitVolume lungs, BitVolume parts, BitVolume gas) {
    Components pieces = Components.of(parts);
    if (pieces.count() == 0 || lungs.isEmpty()) {
      return new BitVolume(parts.slices(), parts.rows(), parts.columns());
    }
    BitVolume reach = morphology.dilate(lungs, FARTHEST_MM);
    BitVolume besideGas = morphology.dilateInPlane(gas, BESIDE_MM);
    Measures near = measure(pieces, reach);
    Measures beside = measure(pieces, besideGas);
    IntPredicate belongs =
        p -> {
          double size = pieces.size(p);
          return size * voxelCc >= SMALLEST_PIECE_CC
              && near.within[p] > 0
              && beside.within[p] <= MOST_BESIDE_GAS * size
              && near.hu[p] / size >= LungFinder.LEAST_LUNG_HU
              && near.hu[p] / size <= MOST_PIECE_HU
              && Math.abs(near.x[p] / size - midlineXMm) >= CENTRAL_PIECE_MM;
        };
    return pieces.paint(belongs);
  }

  /** The walled gas that lung encloses, slice by slice, once openings are bridged. */
  BitVolume cavities(BitVolume lungs, BitVolume walledGas) {
    Components parts = Components.of(walledGas);
    if (parts.count() == 0 || lungs.isEmpty()) {
      return new BitVolume(lungs.slices(), lungs.rows(), lungs.columns());
    }
    BitVolume bridged = Morphology.fillHolesInPlane(morphology.closeInPlane(lungs, BRIDGE_MM));
    Measures enclosed = measure(parts, bridged);
    return parts.paint(
        p ->
            enclosed.within[p] >= LEAST_ENCLOSED * parts.size(p)
                && Math.abs(enclosed.x[p] / parts.size(p) - midlineXMm) >= CENTRAL_CAVITY_MM);
  }

  /** Sums over each part: voxels within a region, HU, patient x in mm. */
  private record Measures(long[] within, double[] hu, double[] x) {}

  private Measures measure(Components parts, BitVolume region) {
    int count = parts.count();
    Measures sums = new Measures(new long[count], new double[count], new double[count]);
    VoxelGrid grid = ct.grid();
    double stepX = grid.orientation().alongRow().x() * grid.columnSpacingMm();
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          PatientPoint first = grid.toPatient(new VoxelIndex(slice, row, from));
          for (int c = from; c < to; c++) {
            sums.within[part] += region.get(slice, row, c) ? 1 : 0;
            sums.hu[part] += ct.hu(slice, row, c);
            sums.x[part] += first.xMm() + (c - from) * stepX;
          }
        });
    return sums;
  }
}
