package org.contourflow.model.hu;

import java.util.List;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Lung that a consolidation broke into islands of air, made whole again: clusters of small aerated
 * islands beside a lung, with the tissue between them. Tissue without air in it stays out. Stool
 * and foam look the same; they have bowel gas beside them, or go on below the lungs.
 */
final class BrokenLung {
  /** Islands of one cluster are twice this apart at most. */
  private static final double REACH_MM = 4;

  /** Tissue up to twice this wide between islands, or between them and their lung, is lung. */
  private static final double TISSUE_MM = 5;

  /** The skin's edge, and air in its folds, is no island. */
  private static final double SKIN_MM = 8;

  private static final double SMALLEST_CC = 2;

  /** From the lung. */
  private static final double FARTHEST_MM = 6;

  private static final double MOST_NEAR_BOWEL = 0.2;

  /** Share of a cluster that may lie above all lung. */
  private static final double MOST_BEYOND = 0.3;

  private static final double CENTRAL_MM = 25;

  private final CtVolume ct;
  private final Morphology morphology;
  private final double voxelCc;
  private final double midlineXMm;

  BrokenLung(CtVolume ct, Morphology morphology, double voxelCc, double midlineXMm) {
    this.ct = ct;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
    this.midlineXMm = midlineXMm;
  }

  /**
   * What is to be added to the lungs.
   *
   * @param aerated all of the body that is aerated but airways and bowel
   */
  BitVolume mended(BitVolume lungs, BitVolume aerated, BitVolume body, BitVolume bowelGas) {
    BitVolume inside = morphology.erodeInPlane(body, SKIN_MM);
    BitVolume islands = aerated.copy().and(inside).andNot(lungs);
    BitVolume kept = islands.copy().and(ofLung(islands, lungs, bowelGas));
    if (kept.isEmpty()) {
      return kept;
    }
    BitVolume closed = morphology.closeInPlane(kept.copy().or(lungs), TISSUE_MM);
    return closed.and(morphology.dilateInPlane(kept, TISSUE_MM)).or(kept);
  }

  private BitVolume ofLung(BitVolume islands, BitVolume lungs, BitVolume bowelGas) {
    Components clusters = Components.of(morphology.dilate(islands, REACH_MM));
    LungFloor floor = new LungFloor(ct.grid(), lungs);
    PartMeasures measures =
        new PartMeasures(
            ct,
            clusters,
            floor,
            List.of(
                islands,
                morphology.dilate(lungs, FARTHEST_MM),
                LungPieces.aboutBowel(bowelGas, morphology).copy().and(islands)));
    return clusters.paint(
        p ->
            measures.within(0, p) * voxelCc >= SMALLEST_CC
                && measures.within(1, p) > 0
                && measures.shareAbove(p) < MOST_BEYOND
                && measures.within(2, p) <= MOST_NEAR_BOWEL * measures.within(0, p)
                && Math.abs(measures.xMm(p) - midlineXMm) >= CENTRAL_MM);
  }
}
