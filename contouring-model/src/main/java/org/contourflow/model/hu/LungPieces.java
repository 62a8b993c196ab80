package org.contourflow.model.hu;

import java.util.List;
import java.util.function.IntPredicate;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * What belongs to a lung that is ill: pieces cut off from it, islands in a consolidation, and gas
 * in a hollow tumour. They are told from the airways by their distance from the midline, and from
 * stomach and bowel by their place: a rim of bowel gas has that gas beside it, and what lies under
 * the lung must be close to it and far from bowel gas.
 */
final class LungPieces {
  private static final double SMALLEST_PIECE_CC = 1;

  /** Mean HU: a small piece is mostly edge; stool with air in it is denser still. */
  private static final int MOST_PIECE_HU = -500;

  /** As wide as a tumour, or a collapsed segment, between a piece and its lung. */
  private static final double FARTHEST_MM = 25;

  /** The same of what lies under the lung: about a diaphragm and a stomach's wall. */
  private static final double FARTHEST_UNDER_MM = 10;

  /** Share of a part that must have lung above it and none below for it to lie under the lung. */
  static final double UNDER_SHARE = 0.5;

  /** A bubble of stomach or bowel has its foam and its stool within this. */
  private static final double BOWEL_MM = 15;

  /** Smaller bubbles may be air in a consolidation. */
  private static final double SMALLEST_BUBBLE_CC = 3;

  private static final double MOST_NEAR_BOWEL = 0.3;

  /** Share of a piece's pixels that have walled gas within reach: more, and it is that gas' rim. */
  private static final double MOST_BESIDE_GAS = 0.3;

  private static final double BESIDE_MM = 2.5;

  /** Nearer to the midline is trachea, main bronchus or oesophagus. */
  private static final double CENTRAL_PIECE_MM = 15;

  private static final double CENTRAL_CAVITY_MM = 35;

  /** Openings of lung and ribs about a cavity up to twice this wide are bridged. */
  private static final double BRIDGE_MM = 20;

  /** Ribs run obliquely: within this they are one wall. */
  private static final double RIB_GAP_MM = 12;

  private static final double LEAST_ENCLOSED = 0.8;

  /** Depth of a tumour's wall that is looked at, from the threshold of gas. */
  private static final double TUMOUR_WALL_MM = 8;

  /** Share of soft tissue in the wall of a cavity that is open to the chest's wall. */
  private static final double LEAST_TUMOUR_WALL = 0.8;

  private final CtVolume ct;
  private final Morphology morphology;
  private final double voxelCc;
  private final double midlineXMm;
  private final BitVolume lungs;
  private final LungFloor floor;

  /**
   * For one CT.
   *
   * @param midlineXMm patient x (LPS) of the spine
   * @param lungs what is lung without doubt
   */
  LungPieces(
      CtVolume ct, Morphology morphology, double voxelCc, double midlineXMm, BitVolume lungs) {
    this.ct = ct;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
    this.midlineXMm = midlineXMm;
    this.lungs = lungs;
    this.floor = new LungFloor(ct.grid(), lungs);
  }

  private PartMeasures measure(Components parts, BitVolume... regions) {
    return new PartMeasures(ct, parts, floor, List.of(regions));
  }

  private double fromMidline(PartMeasures measures, int part) {
    return Math.abs(measures.xMm(part) - midlineXMm);
  }

  /** The large bubbles: of airways, stomach and bowel. */
  BitVolume large(BitVolume walledGas) {
    Components bubbles = Components.of(walledGas);
    return bubbles.paint(p -> bubbles.size(p) * voxelCc >= SMALLEST_BUBBLE_CC);
  }

  /** The bubbles that lie under a lung: stomach and bowel. */
  BitVolume under(BitVolume walledGas) {
    Components bubbles = Components.of(walledGas);
    PartMeasures measures = measure(bubbles);
    return bubbles.paint(p -> measures.shareUnder(p) >= UNDER_SHARE);
  }

  /** Where foam and stool are to be expected. */
  static BitVolume aboutBowel(BitVolume bowelGas, Morphology morphology) {
    return bowelGas.isEmpty() ? bowelGas : morphology.dilate(bowelGas, BOWEL_MM);
  }

  /**
   * The parts that lie close to a lung and are like it.
   *
   * @param parts aerated, thicker than a rim, and too small to be a lung by themselves
   * @param gas of airways and bowel, with its rim
   * @param bowelGas of these the bubbles of {@link #under}
   */
  BitVolume near(BitVolume parts, BitVolume gas, BitVolume bowelGas) {
    Components all = Components.of(parts);
    PartMeasures like = measure(all);
    BitVolume likely =
        all.paint(
            p ->
                all.size(p) * voxelCc >= SMALLEST_PIECE_CC
                    && like.meanHu(p) >= LungFinder.LEAST_LUNG_HU
                    && like.meanHu(p) <= MOST_PIECE_HU
                    && fromMidline(like, p) >= CENTRAL_PIECE_MM);
    if (likely.isEmpty()) {
      return likely;
    }
    Components pieces = Components.of(likely);
    PartMeasures place =
        measure(
            pieces,
            morphology.dilate(lungs, FARTHEST_MM),
            morphology.dilate(lungs, FARTHEST_UNDER_MM),
            morphology.dilateInPlane(gas, BESIDE_MM),
            aboutBowel(bowelGas, morphology));
    IntPredicate mayLieUnder = p -> place.within(1, p) > 0 && place.share(3, p) <= MOST_NEAR_BOWEL;
    return pieces.paint(
        p ->
            place.within(0, p) > 0
                && (place.shareUnder(p) < UNDER_SHARE || mayLieUnder.test(p))
                && place.share(2, p) <= MOST_BESIDE_GAS);
  }

  /**
   * The walled gas that lung encloses, or chest wall and lung together, beside or above lung: what
   * lies under it is stomach or bowel. Where the chest's wall helps to enclose it, its own wall
   * must be tissue all round, as a tumour's is: air beside a lung that fell back has that lung for
   * a wall.
   *
   * @param whole the lungs with their pieces
   * @param bone ribs and spine: the chest's wall
   */
  BitVolume cavities(BitVolume whole, BitVolume walledGas, BitVolume bone, WalledGas gas) {
    Components bubbles = Components.of(walledGas);
    PartMeasures place = measure(bubbles);
    BitVolume likely =
        bubbles.paint(
            p -> place.shareUnder(p) < UNDER_SHARE && fromMidline(place, p) >= CENTRAL_CAVITY_MM);
    if (likely.isEmpty()) {
      return likely;
    }
    Components parts = Components.of(likely);
    BitVolume chest = enclosed(morphology.dilate(bone, RIB_GAP_MM).or(whole));
    PartMeasures within =
        measure(parts, enclosed(whole), chest, morphology.dilate(whole, FARTHEST_MM));
    double[] soft = gas.softShares(parts, likely, TUMOUR_WALL_MM);
    return parts.paint(
        p ->
            within.within(2, p) > 0
                && (within.share(0, p) >= LEAST_ENCLOSED
                    || within.share(1, p) >= LEAST_ENCLOSED && soft[p] >= LEAST_TUMOUR_WALL));
  }

  private BitVolume enclosed(BitVolume wall) {
    return Morphology.fillHolesInPlane(morphology.closeInPlane(wall, BRIDGE_MM));
  }
}
