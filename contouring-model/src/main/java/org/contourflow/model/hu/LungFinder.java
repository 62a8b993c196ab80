package org.contourflow.model.hu;

import java.util.OptionalDouble;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Aerated lung inside the body, both sides together, without airways and without bowel gas.
 *
 * <p>Free gas that is walled by soft tissue is airway, bowel or sinus; free gas inside aerated
 * tissue is emphysema and stays lung. What is left is lung if it is large enough and its HU are
 * lung's. An ill lung is more: pieces that a tumour, a collapse or an effusion cut off lie close to
 * it ({@link LungPieces}), and a tumour's cavity lies in it ({@link LungPieces#cavities}).
 */
final class LungFinder {
  private static final double SMALLEST_LUNG_CC = 20;
  private static final double SMALLEST_GAS_CC = 0.3;

  /** Mean HU of a lung; stool and foam with tissue in it are above, gas is below. */
  static final int LEAST_LUNG_HU = -945;

  private static final int MOST_LUNG_HU = -550;

  /** Distance from gas at which its wall is looked at. */
  private static final double WALL_MM = 5;

  /**
   * Share of its wall that is soft tissue where gas is not emphysema. Well below 1: folds of the
   * bowel have gas on both sides, a bulla has lung all round.
   */
  private static final double LEAST_SOFT_WALL = 0.3;

  /** From the threshold of the smoothed gas to the airway's wall. */
  private static final double AIRWAY_RIM_MM = 4;

  /** What is thinner than twice this is the rim of a gas bubble, a fold or a crack, not lung. */
  private static final double RIM_MM = 2.5;

  /** Vessels up to twice this wide belong to the lung they run in. */
  private static final double VESSEL_MM = 3;

  private final CtVolume ct;
  private final HuCandidates candidates;
  private final Morphology morphology;
  private final double voxelCc;

  LungFinder(CtVolume ct, HuCandidates candidates, Morphology morphology, double voxelCc) {
    this.ct = ct;
    this.candidates = candidates;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
  }

  /**
   * Both lungs in one.
   *
   * @param voxels empty if there are none
   * @param airways gas that is not lung, to its wall
   */
  record Lungs(BitVolume voxels, BitVolume airways) {}

  /**
   * Finds aerated lung inside the body.
   *
   * @param bone tells where the midline is; without it no small piece is taken
   */
  Lungs find(BitVolume body, BitVolume bone) {
    BitVolume walled = walledGas(body);
    BitVolume airways = withWall(walled);
    BitVolume aerated = candidates.aerated().copy().and(body).andNot(airways);
    BitVolume thick = morphology.openInPlane(aerated, RIM_MM).and(aerated);
    BitVolume sure = ofLungs(thick);
    BitVolume kept = morphology.dilate(sure, RIM_MM + 1).and(aerated);
    OptionalDouble midline = new SpineFinder(ct.grid()).findXMm(bone, kept);
    if (midline.isEmpty()) {
      return new Lungs(kept, airways);
    }
    LungPieces pieces = new LungPieces(ct, morphology, voxelCc, midline.getAsDouble());
    BitVolume small = pieces.near(kept, thick.copy().andNot(sure), airways);
    BitVolume whole = kept.or(morphology.dilate(small, RIM_MM + 1).and(aerated));
    BitVolume cavities = pieces.cavities(whole, walled);
    if (cavities.isEmpty()) {
      return new Lungs(whole, airways);
    }
    BitVolume others = withWall(walled.copy().andNot(cavities));
    return new Lungs(whole.or(withWall(cavities).andNot(others)), others);
  }

  /** The gas up to its wall, in its slice and in the ones next to it. */
  private BitVolume withWall(BitVolume gas) {
    BitVolume grown = morphology.dilateInPlane(gas, AIRWAY_RIM_MM);
    return morphology.oneSliceEachWay(grown).and(candidates.aerated()).or(gas);
  }

  private BitVolume ofLungs(BitVolume thick) {
    Components parts = Components.of(thick);
    double[] sum = new double[parts.count()];
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          for (int c = from; c < to; c++) {
            sum[part] += ct.hu(slice, row, c);
          }
        });
    return parts.paint(
        part -> {
          double mean = sum[part] / parts.size(part);
          return parts.size(part) * voxelCc >= SMALLEST_LUNG_CC
              && mean >= LEAST_LUNG_HU
              && mean <= MOST_LUNG_HU;
        });
  }

  /** Gives a lung its vessels: what it encloses once small gaps are closed. */
  BitVolume withVessels(BitVolume lung, BitVolume body, BitVolume otherLung, BitVolume airways) {
    BitVolume closed = morphology.closeInPlane(lung, VESSEL_MM);
    return Morphology.fillHolesInPlane(closed).and(body).andNot(otherLung).andNot(airways);
  }

  /** Gas inside the body whose wall is soft tissue: airways, bowel, sinuses. */
  private BitVolume walledGas(BitVolume body) {
    BitVolume gas = candidates.gas().copy().and(body);
    Components parts = Components.of(gas);
    long[] wall = new long[parts.count()];
    long[] soft = new long[parts.count()];
    VoxelGrid grid = ct.grid();
    int dr = Math.max(1, (int) Math.round(WALL_MM / grid.rowSpacingMm()));
    int dc = Math.max(1, (int) Math.round(WALL_MM / grid.columnSpacingMm()));
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          look(gas, slice, row, from - 1, slice, row, from - dc, part, wall, soft);
          look(gas, slice, row, to, slice, row, to - 1 + dc, part, wall, soft);
          for (int c = from; c < to; c++) {
            look(gas, slice, row - 1, c, slice, row - dr, c, part, wall, soft);
            look(gas, slice, row + 1, c, slice, row + dr, c, part, wall, soft);
          }
        });
    return parts.paint(
        p ->
            parts.size(p) * voxelCc >= SMALLEST_GAS_CC
                && soft[p] >= LEAST_SOFT_WALL * wall[p]
                && wall[p] > 0);
  }

  /** If the neighbour is not gas, counts the voxel farther out, and whether it is soft tissue. */
  private void look(
      BitVolume gas, int s, int r, int c, int fs, int fr, int fc, int part, long[] n, long[] soft) {
    if (!gas.get(s, r, c)) {
      n[part]++;
      boolean inside = fr >= 0 && fr < gas.rows() && fc >= 0 && fc < gas.columns();
      soft[part] += inside && !candidates.aerated().get(fs, fr, fc) ? 1 : 0;
    }
  }
}
