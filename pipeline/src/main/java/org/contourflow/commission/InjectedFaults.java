package org.contourflow.commission;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.Region;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.qa.DeliveredContours;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.QaLimits;
import org.contourflow.qa.StructureQa;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Errors put into contours that were right: the review must find each by its code, and must not
 * have found it before. On a chest with both lungs, heart and cord.
 */
public final class InjectedFaults {
  private static final String SECTION = "Findings on injected errors";
  private static final double SINGLE_SLICE_MM = 1;
  private static final ModelIdentity NOBODY =
      new ModelIdentity("known-truth", "1", "0".repeat(64), "Known truth", true);

  private final CtVolume ct;
  private final Map<String, BinaryMask> truth;
  private final List<SheetLine> lines = new ArrayList<>();

  private InjectedFaults(CtVolume ct, Map<String, BinaryMask> truth) {
    this.ct = ct;
    this.truth = Map.copyOf(truth);
  }

  /**
   * A line an error.
   *
   * @param truth External, Lung_L, Lung_R, Heart and SpinalCord on the CT's grid
   */
  public static List<SheetLine> lines(CtVolume ct, Map<String, BinaryMask> truth) {
    InjectedFaults faults = new InjectedFaults(ct, truth);
    faults.all();
    return faults.lines;
  }

  private void all() {
    BinaryMask left = truth.get("Lung_L");
    BinaryMask right = truth.get("Lung_R");
    BinaryMask heart = truth.get("Heart");
    BinaryMask cord = truth.get("SpinalCord");
    int middle = middleSlice(cord);
    expect(QaCode.WRONG_SIDE, "the lungs exchanged", Map.of("Lung_L", right, "Lung_R", left));
    expect(QaCode.MISSING, "the left lung left out", Map.of("Lung_L", none()));
    expect(QaCode.PAIR_OVERLAPS, "the left lung with part of the right", lungsThatShare());
    expect(QaCode.PAIR_DIFFERS, "a third of the left lung", Map.of("Lung_L", part(left, 3)));
    expect(
        QaCode.GAP, "three slices of the cord left out", Map.of("SpinalCord", gap(cord, middle)));
    expect(
        QaCode.PIECES, "a second piece beside the heart", Map.of("Heart", with(heart, block(4))));
    expect(QaCode.ISLANDS, "one voxel beside the heart", Map.of("Heart", with(heart, block(1))));
    expect(
        QaCode.OUTSIDE_BODY, "the heart moved out of the body", Map.of("Heart", movedOut(heart)));
    expect(QaCode.IMAGE_BORDER, "the cord drawn to the rim", Map.of("SpinalCord", toRim(cord)));
    delivered(left, middleSlice(left));
  }

  private void expect(QaCode code, String what, Map<String, BinaryMask> changed) {
    boolean before = has(code, truth);
    Map<String, BinaryMask> masks = new LinkedHashMap<>(truth);
    masks.putAll(changed);
    boolean after = has(code, masks);
    String found =
        (after ? "found" : "not found") + (before ? "; but also in the right contours" : "");
    add(code, what, found, after && !before);
  }

  private void add(QaCode code, String what, String found, boolean good) {
    lines.add(
        SheetLine.of(
            "qa/" + code.name().toLowerCase(java.util.Locale.ROOT),
            SECTION,
            what,
            code.id() + " " + code.name() + ", which the right contours have not",
            found,
            good));
  }

  private boolean has(QaCode code, Map<String, BinaryMask> masks) {
    List<SegmentedStructure> structures = new ArrayList<>();
    masks.forEach(
        (name, mask) -> structures.add(SegmentedStructure.of(definition(name), mask, NOBODY)));
    return StructureQa.review(structures, Optional.of(ct), SINGLE_SLICE_MM, QaLimits.USUAL).stream()
        .map(QaFinding::code)
        .anyMatch(code::equals);
  }

  private static StructureDefinition definition(String name) {
    boolean left = name.endsWith("_L");
    boolean paired = left || name.endsWith("_R");
    String stem = paired ? name.substring(0, name.length() - 1) : name;
    return new StructureDefinition(
        new Structure(
            name,
            name.equals("External") ? RoiType.EXTERNAL : RoiType.ORGAN,
            new RoiColour(0, 255, 0),
            Optional.empty(),
            left ? Laterality.LEFT : paired ? Laterality.RIGHT : Laterality.UNPAIRED,
            paired ? Optional.of(stem + (left ? "R" : "L")) : Optional.empty()),
        Optional.empty(),
        false,
        false);
  }

  /** What is delivered, a slice short, against the mask it was made from. */
  private void delivered(BinaryMask mask, int slice) {
    Map<Integer, List<Ring>> rings = rings(mask);
    boolean before = DeliveredContours.check("Lung_L", mask, rings, QaLimits.USUAL).isPresent();
    for (int s = slice - 2; s <= slice + 2; s++) {
      rings.remove(s);
    }
    boolean after = DeliveredContours.check("Lung_L", mask, rings, QaLimits.USUAL).isPresent();
    add(
        QaCode.DELIVERED_DIFFERS,
        "five slices of the left lung not delivered",
        after ? "found" : "not found",
        after && !before);
  }

  private static Map<Integer, List<Ring>> rings(BinaryMask mask) {
    Map<Integer, List<Ring>> bySlice = new LinkedHashMap<>();
    List<List<Region>> slices = MaskTracer.trace(mask).slices();
    for (int s = 0; s < slices.size(); s++) {
      List<Ring> rings = new ArrayList<>();
      for (Region region : slices.get(s)) {
        rings.add(region.outer());
        rings.addAll(region.holes());
      }
      bySlice.put(s, rings);
    }
    return bySlice;
  }

  private BinaryMask none() {
    return BinaryMask.wrap(ct.grid(), new BitSet());
  }

  private Map<String, BinaryMask> lungsThatShare() {
    BinaryMask right = truth.get("Lung_R");
    return Map.of("Lung_L", with(truth.get("Lung_L"), part(right, 4)));
  }

  private static BinaryMask with(BinaryMask one, BinaryMask other) {
    BitSet both = one.toBitSet();
    both.or(other.toBitSet());
    return BinaryMask.wrap(one.grid(), both);
  }

  /** The lowest slices that hold about a share of it. */
  private static BinaryMask part(BinaryMask mask, int share) {
    BitSet bits = new BitSet();
    long wanted = mask.count() / share;
    BitSet all = mask.toBitSet();
    for (int i = all.nextSetBit(0);
        i >= 0 && bits.cardinality() < wanted;
        i = all.nextSetBit(i + 1)) {
      bits.set(i);
    }
    return BinaryMask.wrap(mask.grid(), bits);
  }

  private static int middleSlice(BinaryMask mask) {
    BitSet bits = mask.toBitSet();
    int plane = mask.grid().rows() * mask.grid().columns();
    return (bits.nextSetBit(0) / plane + (bits.length() - 1) / plane) / 2;
  }

  private static BinaryMask gap(BinaryMask mask, int slice) {
    BitSet bits = mask.toBitSet();
    int plane = mask.grid().rows() * mask.grid().columns();
    bits.clear((slice - 1) * plane, (slice + 2) * plane);
    return BinaryMask.wrap(mask.grid(), bits);
  }

  /** A cube of voxels at the body's posterior side, away from the heart. */
  private BinaryMask block(int edge) {
    VoxelGrid grid = ct.grid();
    int slice = middleSlice(truth.get("Heart"));
    BitSet cord = truth.get("SpinalCord").slice(slice);
    int centre = cord.nextSetBit(0);
    int row = centre / grid.columns();
    int column = centre % grid.columns() + grid.columns() / 8;
    return BinaryMask.of(
        grid,
        (s, r, c) ->
            s >= slice
                && s < slice + edge
                && r >= row
                && r < row + edge
                && c >= column
                && c < column + edge);
  }

  /** So many rows forward that half of it lies in the air. */
  private static BinaryMask movedOut(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    int by = grid.rows() / 5;
    return BinaryMask.of(grid, (s, r, c) -> r + by < grid.rows() && mask.get(s, r + by, c));
  }

  private static BinaryMask toRim(BinaryMask mask) {
    int slice = middleSlice(mask);
    return BinaryMask.of(
        mask.grid(),
        (s, r, c) -> mask.get(s, r, c) || s == slice && c == mask.grid().columns() / 2);
  }
}
