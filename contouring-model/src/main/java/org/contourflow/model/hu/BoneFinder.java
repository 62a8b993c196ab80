package org.contourflow.model.hu;

import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Bone inside the body: dense components with the spongy bone next to them and the marrow they
 * enclose. Metal and dense contrast in the gut or vessels are bone to this rule.
 */
final class BoneFinder {
  private static final double SMALLEST_BONE_CC = 0.5;

  /** How far from dense bone spongy bone is still taken. */
  private static final double SPONGY_MM = 6;

  /** Gaps of the cortex up to twice this wide are closed before the marrow is filled. */
  private static final double CORTEX_GAP_MM = 4;

  /**
   * Largest marrow space in a slice: a femoral head or a vertebral body. Skull and chest are more.
   */
  private static final double LARGEST_MARROW_CM2 = 25;

  /** Mean HU between which an enclosed space is the spinal canal or a muscle, not marrow. */
  private static final int LEAST_SOFT_HU = -20;

  private static final int MOST_SOFT_HU = 70;

  private final CtVolume ct;
  private final HuCandidates candidates;
  private final Morphology morphology;
  private final double voxelCc;

  BoneFinder(CtVolume ct, HuCandidates candidates, Morphology morphology, double voxelCc) {
    this.ct = ct;
    this.candidates = candidates;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
  }

  /** All bone of the body. */
  BitVolume find(BitVolume body) {
    Components dense = Components.of(candidates.boneStrong().copy().and(body));
    BitVolume strong = dense.paint(p -> dense.size(p) * voxelCc >= SMALLEST_BONE_CC);
    BitVolume spongy =
        morphology.dilateInPlane(strong, SPONGY_MM).and(candidates.boneWeak()).or(strong);
    BitVolume closed = morphology.closeInPlane(spongy, CORTEX_GAP_MM);
    return marrow(closed).or(closed).and(body);
  }

  /** Enclosed spaces of each slice that are small enough for marrow and of its HU. */
  private BitVolume marrow(BitVolume bone) {
    Components spaces = Components.ofSlices(bone.copy().flip());
    double pixelCm2 = ct.grid().rowSpacingMm() * ct.grid().columnSpacingMm() / 100;
    double[] sum = new double[spaces.count()];
    spaces.forEachRun(
        (part, slice, row, from, to) -> {
          for (int c = from; c < to; c++) {
            sum[part] += ct.hu(slice, row, c);
          }
        });
    return spaces.paint(
        p -> {
          double mean = sum[p] / spaces.size(p);
          return !spaces.touchesBorder(p)
              && spaces.size(p) * pixelCm2 <= LARGEST_MARROW_CM2
              && (mean < LEAST_SOFT_HU || mean > MOST_SOFT_HU);
        });
  }
}
