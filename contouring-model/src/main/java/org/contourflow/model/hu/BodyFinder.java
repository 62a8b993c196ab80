package org.contourflow.model.hu;

import java.util.function.IntPredicate;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * The External: the largest thick component of tissue with everything it encloses, in every slice.
 *
 * <p>Masks, couch shells and tubes are thinner than the network's erosion and so lose their hold on
 * the body; a couch that touches it leaves at most the strip it shares. Limbs that are apart in the
 * field of view are kept if they are thick and of soft tissue's HU. Not done: a solid couch thicker
 * than 6 mm that is pressed to the skin stays on it; a mask's strip on the skin stays with the
 * skin.
 */
final class BodyFinder {
  /** Erosion beyond the network's that only the body's depth survives. */
  private static final double DEEP_MM = 9;

  /** Growth beyond {@link #DEEP_MM}: rounds off less of nose and ears. */
  private static final double REGROWTH_MM = 1.5;

  /** Share of a loose part within two slices of the body for it to be the body's end. */
  private static final double LEAST_END_SHARE = 0.6;

  /** Deep volume of a limb. */
  private static final double SMALLEST_LIMB_CC = 40;

  private static final int LEAST_LIMB_HU = -150;
  private static final int MOST_LIMB_HU = 150;

  /** Openings to the outside up to twice this wide (nostrils, lips) do not empty a cavity. */
  private static final double OPENING_MM = 4;

  /** A tracheostomy's, up to twice this wide, does not empty a lung that it leads to. */
  private static final double STOMA_MM = 7;

  /**
   * Of what the body's core encloses, lung has less gas than this; air between couch and body more.
   */
  private static final double MOST_GAS_OF_LUNG = 0.5;

  private final CtVolume ct;
  private final HuCandidates candidates;
  private final Morphology morphology;
  private final double voxelCc;

  BodyFinder(CtVolume ct, HuCandidates candidates, Morphology morphology, double voxelCc) {
    this.ct = ct;
    this.candidates = candidates;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
  }

  /** The body; empty if there is no tissue that is thick enough. */
  BitVolume find() {
    BitVolume core = bodyCore();
    BitVolume body =
        morphology
            .dilateInPlane(core, HuCandidates.CORE_EROSION_MM + voxelMm())
            .and(candidates.tissue());
    return fill(body);
  }

  private double voxelMm() {
    VoxelGrid grid = ct.grid();
    return Math.max(grid.rowSpacingMm(), grid.columnSpacingMm());
  }

  private BitVolume bodyCore() {
    BitVolume solid = fillInPlane(candidates.core(), MOST_GAS_OF_LUNG);
    BitVolume deep = bodyOrLimbs(morphology.erodeInPlane(solid, DEEP_MM));
    BitVolume grown = morphology.dilateInPlane(deep, DEEP_MM + REGROWTH_MM);
    // The ends of head, chin and shoulders are too small for a deep part of their own.
    BitVolume ends = morphology.oneSliceEachWay(morphology.oneSliceEachWay(grown));
    ends.and(candidates.core());
    // A support's block under a bulge of the body goes on where the bulge does not.
    BitVolume blocks = longLooseParts(grown, ends);
    return ends.andNot(morphology.oneSliceEachWay(blocks));
  }

  /**
   * Of the core's parts that are apart from the body in their slices, those that go on beyond the
   * ends of the body: an end tapers off within them.
   */
  private BitVolume longLooseParts(BitVolume grown, BitVolume ends) {
    Components inSlices = Components.ofSlices(candidates.core());
    boolean[] held = new boolean[inSlices.count()];
    inSlices.forEachRun(
        (part, s, r, from, to) -> {
          for (int c = from; c < to && !held[part]; c++) {
            held[part] = grown.get(s, r, c);
          }
        });
    Components loose = Components.of(inSlices.paint(part -> !held[part]));
    long[] inEnds = new long[loose.count()];
    loose.forEachRun(
        (part, s, r, from, to) -> {
          for (int c = from; c < to; c++) {
            inEnds[part] += ends.get(s, r, c) ? 1 : 0;
          }
        });
    return loose.paint(part -> inEnds[part] < LEAST_END_SHARE * loose.size(part));
  }

  private BitVolume bodyOrLimbs(BitVolume deep) {
    Components parts = Components.of(deep);
    int largest = parts.largest();
    double[] sum = new double[parts.count()];
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          for (int c = from; c < to; c++) {
            sum[part] += ct.hu(slice, row, c);
          }
        });
    IntPredicate isLimb =
        part -> {
          double mean = sum[part] / parts.size(part);
          return parts.size(part) * voxelCc >= SMALLEST_LIMB_CC
              && mean >= LEAST_LIMB_HU
              && mean <= MOST_LIMB_HU;
        };
    return parts.paint(part -> part == largest || isLimb.test(part));
  }

  /** Fills what is enclosed: in each slice, behind small openings, and lungs cut by the image. */
  private BitVolume fill(BitVolume body) {
    BitVolume whole = fillInPlane(withCavities(body, OPENING_MM, 1), 1);
    return fillInPlane(withCavities(whole, STOMA_MM, MOST_GAS_OF_LUNG), 1);
  }

  /** With what it encloses behind openings so wide, if no more than this share of it is gas. */
  private BitVolume withCavities(BitVolume body, double openingMm, double mostGas) {
    BitVolume closed = morphology.closeInPlane(body, openingMm);
    BitVolume cavities = fillInPlane(closed, mostGas).andNot(closed);
    // A closed gap stays open itself: grow the cavity back to the gap's inner side only.
    BitVolume grown = morphology.dilateInPlane(cavities, 1.5 * voxelMm()).and(closed);
    return body.copy().or(cavities).or(grown);
  }

  /** Fills enclosed regions with at most this share of gas, and lungs cut off by the image. */
  private BitVolume fillInPlane(BitVolume in, double mostGas) {
    Components clear = Components.ofSlices(in.copy().flip());
    double pixelCm2 = ct.grid().rowSpacingMm() * ct.grid().columnSpacingMm() / 100;
    BorderRegions regions = new BorderRegions(clear, in, candidates, pixelCm2);
    return clear
        .paint(p -> !clear.touchesBorder(p) && regions.gasShare(p) <= mostGas)
        .or(regions.cutLungs())
        .or(in);
  }
}
