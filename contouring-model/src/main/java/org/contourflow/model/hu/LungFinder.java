package org.contourflow.model.hu;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Aerated lung inside the body, both sides together, without airways and without bowel gas.
 *
 * <p>What is aerated and no {@link WalledGas} is lung if it is large enough and its HU are lung's.
 * An ill lung is more: pieces that a tumour, a collapse or an effusion cut off and the cavity of a
 * tumour ({@link LungPieces}), and what a consolidation broke into islands ({@link BrokenLung}).
 */
final class LungFinder {
  private static final double SMALLEST_LUNG_CC = 20;

  /** What is smaller, and not cut by the image, is lung only in its place. */
  private static final double LARGE_LUNG_CC = 100;

  /** Mean HU of a lung; stool and foam with tissue in it are above, gas is below. */
  static final int LEAST_LUNG_HU = -945;

  private static final int MOST_LUNG_HU = -550;

  /** What is thinner than twice this is the rim of a gas bubble, a fold or a crack, not lung. */
  private static final double RIM_MM = 2.5;

  /** From metal. */
  private static final double STREAKS_MM = 20;

  /** Vessels up to twice this wide belong to the lung they run in. */
  private static final double VESSEL_MM = 3;

  private final CtVolume ct;
  private final HuCandidates candidates;
  private final Morphology morphology;
  private final double voxelCc;
  private final WalledGas gas;

  LungFinder(CtVolume ct, HuCandidates candidates, Morphology morphology, double voxelCc) {
    this.ct = ct;
    this.candidates = candidates;
    this.morphology = morphology;
    this.voxelCc = voxelCc;
    this.gas = new WalledGas(ct.grid(), candidates, morphology, voxelCc);
  }

  /**
   * Both lungs in one.
   *
   * @param voxels empty if there are none
   * @param airways gas that is not lung, to its wall
   * @param tree of these trachea and central bronchi, to their wall
   */
  record Lungs(BitVolume voxels, BitVolume airways, AirwayTracer.Airways tree) {}

  /**
   * Finds aerated lung inside the body.
   *
   * @param bone tells where the midline is; without it no small piece is taken
   * @param middle of the body
   */
  Lungs find(BitVolume body, BitVolume bone, MiddleOfBody middle) {
    return find(body, bone, middle, true);
  }

  private Lungs find(BitVolume body, BitVolume bone, MiddleOfBody middle, boolean mayHoldTube) {
    BitVolume walled = gas.in(body);
    BitVolume aerated = candidates.aerated().copy().and(body).andNot(gas.toWall(walled));
    BitVolume thick = morphology.openInPlane(aerated, RIM_MM).and(aerated);
    BitVolume sure = ofLungs(thick);
    BitVolume streaks = aboutMetal(body);
    BitVolume kept = toEdge(sure, aerated);
    OptionalDouble midline = new SpineFinder(ct.grid(), middle).findXMm(bone, kept);
    if (midline.isEmpty()) {
      return new Lungs(kept, gas.toWall(walled), AirwayTracer.Airways.none(ct.grid()));
    }
    double x = midline.getAsDouble();
    Optional<LungFinder> free = mayHoldTube ? withoutTube(body, kept, x) : Optional.empty();
    if (free.isPresent()) {
      return free.get().find(body, bone, middle, false);
    }
    AirwayTracer.Airways traced = airways(body, kept, x);
    BitVolume tree = traced.all();
    BitVolume bubbles = walled.andNot(tree);
    LungPieces pieces = new LungPieces(ct, morphology, voxelCc, x, kept);
    BitVolume bowel = pieces.under(pieces.large(bubbles));
    BitVolume rims = gas.toWall(bubbles.copy().or(tree));
    BitVolume small = pieces.near(thick.andNot(sure).andNot(streaks), rims, bowel);
    BitVolume whole = kept.copy().or(toEdge(small, aerated));
    BitVolume cavities = pieces.cavities(whole, bubbles, bone, gas);
    bubbles.andNot(cavities);
    BitVolume others = gas.toWall(bubbles.copy().or(tree));
    whole.or(gas.toWall(cavities)).andNot(others);
    BitVolume never = gas.toWall(pieces.large(bubbles).or(tree));
    BitVolume mayBe = candidates.aerated().copy().and(body).andNot(never).andNot(streaks);
    BitVolume mended = new BrokenLung(ct, morphology, voxelCc, x).mended(whole, mayBe, body, bowel);
    whole.or(mended.andNot(never));
    return new Lungs(whole, others.andNot(whole), toWall(traced, whole));
  }

  /** The same CT, seen as if the tube in its trachea were air; empty if there is none. */
  private Optional<LungFinder> withoutTube(BitVolume body, BitVolume lungs, double midlineXMm) {
    return new TubeFinder(ct, sliceMm())
        .without(candidates, body, lungs, midlineXMm)
        .map(seen -> new LungFinder(ct, seen, morphology, voxelCc));
  }

  private AirwayTracer.Airways toWall(AirwayTracer.Airways traced, BitVolume lungs) {
    BitVolume trachea = gas.toWall(traced.trachea()).andNot(lungs);
    trachea.andNot(traced.left()).andNot(traced.right());
    BitVolume left = gas.toWall(traced.left()).andNot(lungs).andNot(trachea);
    BitVolume right = gas.toWall(traced.right()).andNot(lungs).andNot(trachea).andNot(left);
    return new AirwayTracer.Airways(trachea, left, right);
  }

  /** What the opening took from the edge of parts. */
  private BitVolume toEdge(BitVolume parts, BitVolume aerated) {
    return morphology.dilate(parts, RIM_MM + 1).and(aerated);
  }

  /** Where dark streaks look like small pieces of lung. */
  private BitVolume aboutMetal(BitVolume body) {
    BitVolume metal = MetalFinder.find(ct, body, voxelCc);
    return metal.isEmpty() ? metal : morphology.dilateInPlane(metal, STREAKS_MM);
  }

  /** The gas of trachea and central bronchi. */
  private AirwayTracer.Airways airways(BitVolume body, BitVolume lungs, double midlineXMm) {
    BitVolume free = candidates.gas().copy().and(body);
    GasSections sections = new GasSections(ct.grid(), free, candidates.aerated());
    return new AirwayTracer(ct.grid(), morphology, sliceMm(), sections).trace(lungs, midlineXMm);
  }

  private double sliceMm() {
    return voxelCc * 1000 / (ct.grid().rowSpacingMm() * ct.grid().columnSpacingMm());
  }

  /**
   * What is lung by itself: large parts, and small ones that an end or border of the image cuts;
   * beside these what is smaller, unless it lies under them or beyond their ends, as stomach, bowel
   * and the head's sinuses do.
   */
  private BitVolume ofLungs(BitVolume thick) {
    Components parts = Components.of(thick);
    BitVolume none = new BitVolume(thick.slices(), thick.rows(), thick.columns());
    PartMeasures like = new PartMeasures(ct, parts, new LungFloor(ct.grid(), none), List.of());
    IntPredicate lungLike =
        p ->
            parts.size(p) * voxelCc >= SMALLEST_LUNG_CC
                && like.meanHu(p) >= LEAST_LUNG_HU
                && like.meanHu(p) <= MOST_LUNG_HU;
    boolean[] cut = cutByEnds(parts);
    BitVolume large =
        parts.paint(p -> lungLike.test(p) && (cut[p] || parts.size(p) * voxelCc >= LARGE_LUNG_CC));
    LungFloor floor = new LungFloor(ct.grid(), large);
    PartMeasures place = new PartMeasures(ct, parts, floor, List.of());
    return parts
        .paint(
            p ->
                lungLike.test(p)
                    && place.shareUnder(p) < LungPieces.UNDER_SHARE
                    && place.shareAbove(p) < LungPieces.UNDER_SHARE)
        .or(large);
  }

  private boolean[] cutByEnds(Components parts) {
    boolean[] cut = new boolean[parts.count()];
    int last = ct.grid().slices() - 1;
    parts.forEachRun(
        (part, slice, row, from, to) ->
            cut[part] |= slice == 0 || slice == last || parts.touchesBorder(part));
    return cut;
  }

  /** Gives a lung its vessels: what it encloses once small gaps are closed. */
  BitVolume withVessels(BitVolume lung, BitVolume body, BitVolume otherLung, BitVolume airways) {
    BitVolume closed = morphology.closeInPlane(lung, VESSEL_MM);
    return LungHoles.filled(ct.grid(), closed).and(body).andNot(otherLung).andNot(airways);
  }
}
