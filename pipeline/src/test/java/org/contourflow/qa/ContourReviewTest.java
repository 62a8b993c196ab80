package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features against analytic truth, and what the review says where they leave their range. */
class ContourReviewTest {
  private static final int MIDDLE = 40;

  /** Slices of 2 mm, rows of 1 mm, columns of 1 mm. */
  private static VoxelGrid grid(SliceOrientation orientation) {
    return VoxelGrid.even(new PatientPoint(-40, -40, 100), orientation, 50, 81, 81, 2, 1, 1);
  }

  private static final VoxelGrid GRID =
      grid(new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0)));

  /** A cylinder of radius 10 mm in slices 10 to 39, moved sideways by a rule. */
  private static BinaryMask cylinder(VoxelGrid grid, java.util.function.IntUnaryOperator columns) {
    return BinaryMask.of(
        grid,
        (s, r, c) ->
            s >= 10 && s < 40 && Math.hypot(r - MIDDLE, c - MIDDLE - columns.applyAsInt(s)) <= 10);
  }

  private static BinaryMask cylinder() {
    return cylinder(GRID, s -> 0);
  }

  private static CtVolume ct(int inside, int outside) {
    short[] hu = new short[(int) GRID.voxelCount()];
    java.util.Arrays.fill(hu, (short) outside);
    cylinder().toBitSet().stream().forEach(i -> hu[i] = (short) inside);
    return CtVolume.wrap(GRID, hu);
  }

  private static Measures measure(BinaryMask mask, CtVolume ct) {
    return MaskMeasurer.of(mask, RoiType.ORGAN, Optional.of(ct), Optional.empty(), 3);
  }

  private static double value(Measures m, Feature f) {
    return m.get(f).orElseThrow();
  }

  private static List<QaFinding> review(BinaryMask mask, Map<Feature, Range> own) {
    SegmentedStructure s =
        SegmentedStructure.of(OpenKbp.definition("Tube"), mask, OpenKbp.CLINICIAN);
    QaRanges ranges = new QaRanges(Optional.empty(), OwnLimits.ranges(Map.of("Tube", own)));
    return StructureQa.review(
        List.of(s), Optional.of(ct(40, -100)), 3, QaLimits.USUAL.with(ranges));
  }

  @Test
  void a_cylinder_has_the_numbers_of_a_cylinder() {
    Measures m = measure(cylinder(), ct(40, -100));
    assertThat(value(m, Feature.LENGTH)).isEqualTo(60);
    assertThat(value(m, Feature.VOLUME)).isCloseTo(Math.PI * 6, within(0.2));
    assertThat(value(m, Feature.SECTION)).isCloseTo(Math.PI, within(0.04));
    assertThat(value(m, Feature.SPREAD_LR)).isCloseTo(5, within(0.05));
    assertThat(value(m, Feature.SPREAD_AP)).isCloseTo(5, within(0.05));
    assertThat(value(m, Feature.SPREAD_HF)).isCloseTo(60 / Math.sqrt(12), within(0.05));
    assertThat(value(m, Feature.HU_MEAN)).isEqualTo(40);
    assertThat(value(m, Feature.RIM_HU)).isEqualTo(40);
    assertThat(value(m, Feature.SHELL_HU)).isEqualTo(-100);
    for (Feature flat :
        List.of(
            Feature.HU_SD,
            Feature.AREA_STEP,
            Feature.AREA_BUMP,
            Feature.CENTRE_STEP,
            Feature.COMB,
            Feature.WOBBLE,
            Feature.HOLE_SHARE,
            Feature.PIECES)) {
      assertThat(value(m, flat)).as(flat.id()).isCloseTo(0, within(1e-9));
    }
    assertThat(value(m, Feature.LEAST_OVERLAP)).isEqualTo(1);
  }

  /** HU by side: left 1, right 2, back 3, front 4 hundred, head 5, foot 6, inside 0. */
  private static CtVolume sidesOf(BinaryMask mask) {
    VoxelGrid g = mask.grid();
    short[] hu = new short[(int) g.voxelCount()];
    int i = 0;
    for (int s = 0; s < g.slices(); s++) {
      for (int r = 0; r < g.rows(); r++) {
        for (int c = 0; c < g.columns(); c++, i++) {
          var p = g.toPatient(new VoxelIndex(s, r, c));
          var m = g.toPatient(new VoxelIndex(25, MIDDLE, MIDDLE));
          double x = p.xMm() - m.xMm();
          double y = p.yMm() - m.yMm();
          double z = p.zMm() - m.zMm();
          if (s < 10 || s >= 40) {
            hu[i] = (short) (z > 0 ? 500 : 600);
          } else if (Math.abs(x) > Math.abs(y)) {
            hu[i] = (short) (x > 0 ? 100 : 200);
          } else {
            hu[i] = (short) (y > 0 ? 300 : 400);
          }
        }
      }
    }
    return CtVolume.wrap(g, hu);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "-1,1", "1,-1", "-1,-1"})
  void what_lies_on_each_side_is_told_by_the_patient_s_sides(int x, int y) {
    VoxelGrid turned = grid(new SliceOrientation(new Direction(x, 0, 0), new Direction(0, y, 0)));
    BinaryMask tube = cylinder(turned, s -> 0);
    Measures m =
        MaskMeasurer.of(tube, RoiType.ORGAN, Optional.of(sidesOf(tube)), Optional.empty(), 3);
    // Within a tube's reach to the left some lies before or behind the diagonal.
    assertThat(value(m, Feature.HU_LEFT)).isBetween(100.0, 200.0);
    assertThat(value(m, Feature.HU_RIGHT)).isBetween(200.0, 270.0);
    assertThat(value(m, Feature.HU_BACK)).isBetween(250.0, 300.0);
    assertThat(value(m, Feature.HU_FRONT)).isBetween(320.0, 400.0);
    assertThat(value(m, Feature.HU_ABOVE)).isCloseTo(500, within(1e-9));
    assertThat(value(m, Feature.HU_BELOW)).isCloseTo(600, within(1e-9));
  }

  @Test
  void a_tube_is_as_deep_as_its_radius_and_a_flange_is_found_at_its_slice() {
    Measures m = measure(cylinder(), ct(40, 0));
    assertThat(value(m, Feature.GREATEST_DEPTH)).isCloseTo(10, within(0.6));
    // A third of the radius, and somewhat less for its two ends.
    assertThat(value(m, Feature.DEPTH)).isCloseTo(3.0, within(0.1));
    VoxelGrid coarse =
        VoxelGrid.even(
            new PatientPoint(-40, -40, 100),
            new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0)),
            50,
            21,
            21,
            2,
            4,
            4);
    BinaryMask tube =
        BinaryMask.of(
            coarse, (s, r, c) -> s >= 10 && s < 40 && Math.hypot(r - 10.0, c - 10.0) <= 2.5);
    Measures onCoarse = measure(tube, CtVolume.wrap(coarse, new short[50 * 21 * 21]));
    assertThat(value(onCoarse, Feature.GREATEST_DEPTH)).isCloseTo(10, within(1.0));
    assertThat(value(onCoarse, Feature.DEPTH)).isCloseTo(value(m, Feature.DEPTH), within(0.6));
    assertThat(value(m, Feature.FLANGE)).isZero();
    BinaryMask wide = MaskEdits.grownInPlane(MaskEdits.slab(cylinder(), 20, 22), 10);
    Measures flange = measure(MaskEdits.with(cylinder(), wide), ct(40, 0));
    // Three times the area of the tube stands out, against a mean of 1.3 times its area.
    assertThat(value(flange, Feature.FLANGE)).isCloseTo(3 / 1.3, within(0.1));
    assertThat(flange.slice(Feature.FLANGE)).hasValue(20);
  }

  @Test
  void a_ring_that_a_few_slices_have_is_as_wide_as_it_was_drawn() {
    assertThat(value(measure(cylinder(), ct(40, 0)), Feature.BULGE)).isZero();
    BinaryMask few = MaskEdits.grownInPlane(MaskEdits.slab(cylinder(), 20, 23), 10);
    Measures ring = measure(MaskEdits.with(cylinder(), few), ct(40, 0));
    // From radius 10 to 20, by the outline of a disc that is 21 pixels wide and high.
    assertThat(value(ring, Feature.BULGE)).isCloseTo(Math.PI * (400 - 100) / 84, within(0.4));
    assertThat(ring.slice(Feature.BULGE)).hasValue(20);
    BinaryMask many = MaskEdits.grownInPlane(MaskEdits.slab(cylinder(), 20, 26), 10);
    assertThat(value(measure(MaskEdits.with(cylinder(), many), ct(40, 0)), Feature.BULGE))
        .as("14 mm of it are a part of the organ")
        .isZero();
    BinaryMask half = MaskEdits.common(few, BinaryMask.of(GRID, (slice, r, c) -> c > MIDDLE));
    assertThat(value(measure(MaskEdits.with(cylinder(), half), ct(40, 0)), Feature.BULGE))
        .isCloseTo(value(ring, Feature.BULGE) / 2, within(0.6));
  }

  private static Measures slabs(int from, int to, int column) {
    BinaryMask mask =
        BinaryMask.of(
            GRID,
            (s, r, c) -> s >= from && s < to && Math.abs(r - 40) < 5 && Math.abs(c - column) < 5);
    return measure(mask, ct(40, 0));
  }

  @Test
  void the_brainstem_ends_where_the_cord_begins() {
    Map<String, Measures> all =
        Map.of("Brainstem", slabs(30, 45, 40), "SpinalCord", slabs(0, 27, 46));
    Places places = new Places(QaReference.headAndNeck(), all);
    for (String name : all.keySet()) {
      Measures m = all.get(name).copy();
      places.into(name, Optional.empty(), m);
      assertThat(value(m, Feature.JOINT)).as("three slices between 26 and 30").isEqualTo(6);
      assertThat(value(m, Feature.JOINT_ASIDE)).isCloseTo(6, within(1e-9));
      assertThat(m.slice(Feature.JOINT)).hasValue(name.equals("Brainstem") ? 30 : 26);
    }
    Map<String, Measures> cut =
        Map.of("Brainstem", slabs(0, 45, 40), "SpinalCord", slabs(0, 27, 46));
    Measures m = cut.get("Brainstem").copy();
    new Places(QaReference.headAndNeck(), cut).into("Brainstem", Optional.empty(), m);
    assertThat(m.get(Feature.JOINT)).as("the scan cut that end").isEmpty();
  }

  @Test
  void the_distance_to_the_skin_is_that_of_the_middle() {
    BinaryMask body = BinaryMask.of(GRID, (s, r, c) -> r >= 5 && r < 75 && c >= 20 && c < 81);
    Measures m = MaskMeasurer.of(cylinder(), RoiType.ORGAN, Optional.empty(), Optional.of(body), 3);
    assertThat(value(m, Feature.SKIN)).isCloseTo(20, within(1e-6));
    assertThat(value(m, Feature.BODY_SECTION)).isCloseTo(42.7, within(0.01));
  }

  @Test
  void a_ct_without_its_intercept_is_found_whatever_is_contoured_in_it() {
    SegmentedStructure tube =
        SegmentedStructure.of(OpenKbp.definition("Tube"), cylinder(), OpenKbp.CLINICIAN);
    for (int[] insideAndOutside : new int[][] {{1064, 24}, {2000, 0}}) {
      CtVolume lost = ct(insideAndOutside[0], insideAndOutside[1]);
      assertThat(StructureQa.review(List.of(tube), Optional.of(lost), 3, QaLimits.usual()))
          .extracting(QaFinding::code)
          .contains(QaCode.NOT_HU);
    }
    for (int[] insideAndOutside : new int[][] {{40, -1000}, {40, -100}}) {
      CtVolume right = ct(insideAndOutside[0], insideAndOutside[1]);
      assertThat(StructureQa.review(List.of(tube), Optional.of(right), 3, QaLimits.usual()))
          .extracting(QaFinding::code)
          .doesNotContain(QaCode.NOT_HU);
    }
  }

  @Test
  void a_ratio_is_told_as_one_and_a_range_with_both_its_ends() {
    assertThat(Feature.RIM_HU.told(new Range(-120, 40)))
        .as("fat is no lower end that is none")
        .isEqualTo("-120 to 40 HU");
    assertThat(Feature.UNLIKE_PAIR.told(new Range(-99, 3.5))).isEqualTo("at most 3.5");
    assertThat(Feature.PAIR.told(1)).isEqualTo("2.00 times");
    assertThat(Feature.PAIR.told(new Range(-1, 0.5))).isEqualTo("0.50 to 1.41 times");
  }

  @Test
  void spreads_are_the_patient_s_however_the_slices_lie() {
    VoxelGrid sagittal =
        grid(new SliceOrientation(new Direction(0, 1, 0), new Direction(0, 0, -1)));
    Measures m =
        MaskMeasurer.of(
            cylinder(sagittal, s -> 0), RoiType.ORGAN, Optional.empty(), Optional.empty(), 3);
    assertThat(value(m, Feature.SPREAD_LR)).isCloseTo(60 / Math.sqrt(12), within(0.05));
    assertThat(value(m, Feature.SPREAD_HF)).isCloseTo(5, within(0.05));
    assertThat(m.get(Feature.HU_MEAN)).as("no CT, no HU").isEmpty();
  }

  @Test
  void a_comb_has_a_zigzag_of_half_its_stroke_and_a_finding_with_its_slice() {
    BinaryMask comb = cylinder(GRID, s -> s % 2 * 4);
    assertThat(value(measure(comb, ct(40, 0)), Feature.WOBBLE)).isCloseTo(4, within(1e-9));
    List<QaFinding> findings = review(comb, Map.of(Feature.COMB, new Range(0, 0.1)));
    assertThat(findings).extracting(QaFinding::code).containsExactly(QaCode.COMB);
    assertThat(findings.get(0).slice()).isPresent();
    assertThat(review(cylinder(), Map.of(Feature.COMB, new Range(0, 0.1)))).isEmpty();
  }

  @Test
  void a_source_is_named_once_behind_all_its_numbers() {
    QaFinding finding =
        review(
                cylinder(),
                Map.of(
                    Feature.SECTION, new Range(10, 20),
                    Feature.SPREAD_LR, new Range(1, 2)))
            .get(0);
    assertThat(finding.text().split(" by the protocol", -1)).hasSize(2);
    assertThat(finding.text()).endsWith(" by the protocol.").contains("; its ");
  }

  @Test
  void a_jump_is_found_at_the_slice_where_it_is() {
    BinaryMask jump = cylinder(GRID, s -> s < 23 ? 0 : 6);
    List<QaFinding> findings = review(jump, Map.of(Feature.CENTRE_STEP, new Range(0, 3)));
    assertThat(findings).extracting(QaFinding::code).containsExactly(QaCode.NOT_CONTINUOUS);
    assertThat(findings.get(0).slice()).hasValue(23);
    // Two thirds: slices of 2 mm are held to no more than slices of 3 mm would be.
    assertThat(findings.get(0).text()).contains("6.0 mm; usual is 0.0 to 3.0 mm by the protocol");
  }

  @Test
  void a_hole_a_bump_and_an_island_are_each_told_with_their_slice() {
    BinaryMask pixel = BinaryMask.of(GRID, (s, r, c) -> s == 30 && r == MIDDLE && c == MIDDLE);
    BinaryMask hole = MaskEdits.without(cylinder(), pixel);
    assertThat(review(hole, Map.of(Feature.HOLE_SHARE, new Range(0, 0))))
        .isEmpty(); // A pixel of ten thousand is not a number that the feature bears.
    BinaryMask large =
        MaskEdits.without(cylinder(), MaskEdits.ball(cylinder(), 30, MIDDLE, MIDDLE, 4));
    assertThat(review(large, Map.of(Feature.HOLE_SHARE, new Range(0, 0))))
        .extracting(QaFinding::code)
        .containsExactly(QaCode.HOLES);
    BinaryMask bump =
        MaskEdits.with(cylinder(), MaskEdits.grownInPlane(MaskEdits.slab(cylinder(), 20, 20), 5));
    QaFinding found = review(bump, Map.of(Feature.AREA_BUMP, new Range(0, 0.5))).get(0);
    assertThat(found.code()).isEqualTo(QaCode.AREA_JUMP);
    assertThat(found.slice()).hasValue(20);
    BinaryMask island = MaskEdits.with(cylinder(), MaskEdits.ball(cylinder(), 15, 10, 10, 5));
    assertThat(review(island, Map.of(Feature.PIECES, new Range(0, 0.1))))
        .extracting(QaFinding::code)
        .containsExactly(QaCode.PIECES);
  }

  @Test
  void far_beyond_its_range_a_finding_is_an_error_and_barely_beyond_it_a_warning() {
    Range near = new Range(10, 18);
    Range far = new Range(2, 6);
    assertThat(review(cylinder(), Map.of(Feature.VOLUME, near)).get(0).severity())
        .isEqualTo(Severity.WARNING);
    assertThat(review(cylinder(), Map.of(Feature.VOLUME, far)).get(0).severity())
        .isEqualTo(Severity.ERROR);
    assertThat(review(cylinder(), Map.of(Feature.VOLUME, new Range(10, 18.96))))
        .as("19.0 against 19.0: the same to what it bears")
        .isEmpty();
  }

  @Test
  void the_shipped_reference_knows_the_seven_organs_the_body_and_bone() {
    QaReference reference = QaReference.headAndNeck();
    assertThat(reference.organs().keySet())
        .containsExactlyInAnyOrder(
            "Bone",
            "Bone_Mandible",
            "Brainstem",
            "Esophagus",
            "External",
            "Larynx",
            "Parotid_L",
            "Parotid_R",
            "SpinalCord");
    List<String> wrong = new ArrayList<>();
    reference
        .organs()
        .forEach(
            (name, organ) ->
                organ
                    .features()
                    .forEach(
                        (id, band) -> {
                          Range limits = band.limits();
                          if (Feature.parse(id).isEmpty()
                              || limits.least() > band.p025()
                              || limits.most() < band.p975()) {
                            wrong.add(name + " " + id);
                          }
                        }));
    assertThat(wrong).isEmpty();
  }

  @Test
  void the_joint_distance_of_the_mean_is_small_and_grows_along_any_axis() {
    QaReference.Joint joint =
        new QaReference.Joint(
            List.of("hu-mean", "rim-hu", "shell-hu", "body-lr-mm"),
            List.of(40.0, 30.0, 0.0, 0.0),
            List.of(
                List.of(100.0),
                List.of(90.0, 100.0),
                List.of(0.0, 0.0, 25.0),
                List.of(0.0, 0.0, 0.0, 4.0)));
    assertThat(distance(joint, 40, 30, 0)).isLessThan(-3);
    assertThat(distance(joint, 60, 50, 0)).as("together, as they go").isLessThan(1.5);
    assertThat(distance(joint, 60, 10, 0)).as("apart, as they never do").isGreaterThan(5);
    assertThat(distance(joint, 40, 30, 20)).isGreaterThan(5);
  }

  private static double distance(QaReference.Joint joint, double hu, double rim, double left) {
    Measures m = new Measures(null, false);
    m.put(Feature.HU_MEAN, hu);
    m.put(Feature.RIM_HU, rim);
    m.put(Feature.SHELL_HU, 0);
    m.put(Feature.BODY_LR, left);
    return JointDistance.of(joint, m).orElseThrow();
  }

  private static BinaryMask columns(int from, int to, int missingSlice) {
    return BinaryMask.of(
        GRID,
        (s, r, c) ->
            s > 3 && s < 12 && s != missingSlice && c >= from && c < to && r > 9 && r < 20);
  }

  private static List<String> codes(OwnLimits own, Map<String, BinaryMask> masks) {
    return codes(own, masks, Optional.empty());
  }

  private static List<String> codes(
      OwnLimits own, Map<String, BinaryMask> masks, Optional<QaReference> reference) {
    List<SegmentedStructure> all =
        masks.entrySet().stream()
            .map(
                e ->
                    SegmentedStructure.of(
                        OpenKbp.definition(e.getKey()), e.getValue(), OpenKbp.CLINICIAN))
            .toList();
    QaLimits limits = QaLimits.USUAL.with(new QaRanges(reference, own));
    return StructureQa.review(all, 3, limits).stream()
        .filter(f -> f.severity() != Severity.NOTE)
        .map(f -> f.code().id() + " " + f.structure())
        .sorted()
        .toList();
  }

  private static OwnLimits own(
      Map<String, Double> sides, Map<String, Integer> empty, Map<String, Double> overlaps) {
    return new OwnLimits(Map.of(), sides, empty, overlaps);
  }

  @Test
  void the_protocol_says_how_many_slices_may_be_empty() {
    Map<String, BinaryMask> cord = Map.of("SpinalCord", columns(10, 20, 7));
    Map<String, BinaryMask> other = Map.of("Thing", columns(10, 20, 7));
    assertThat(codes(OwnLimits.NONE, cord)).contains("QA-07 SpinalCord");
    assertThat(codes(own(Map.of(), Map.of("SpinalCord", 1), Map.of()), cord))
        .doesNotContain("QA-07 SpinalCord");
    assertThat(codes(OwnLimits.NONE, other)).isEmpty();
    assertThat(codes(own(Map.of(), Map.of("Thing", 0), Map.of()), other)).contains("QA-07 Thing");
  }

  @Test
  void the_protocol_says_how_much_two_structures_may_share() {
    Map<String, BinaryMask> two = Map.of("A", columns(10, 20, -1), "B", columns(18, 28, -1));
    assertThat(codes(OwnLimits.NONE, two)).isEmpty();
    assertThat(codes(own(Map.of(), Map.of(), Map.of("A B", 0.1)), two)).hasSize(1);
    assertThat(codes(own(Map.of(), Map.of(), Map.of("A B", 0.2)), two)).isEmpty();
    Map<String, BinaryMask> pair = Map.of("E_R", columns(10, 20, -1), "E_L", columns(18, 28, -1));
    assertThat(codes(OwnLimits.NONE, pair)).containsExactly("QA-06 E_L");
    assertThat(codes(own(Map.of(), Map.of(), Map.of("E_L E_R", 0.2)), pair)).isEmpty();
    assertThat(codes(own(Map.of(), Map.of(), Map.of("E_L E_R", 0.1997)), pair))
        .as("20.0 %% against 20.0 %%")
        .isEmpty();
    assertThat(codes(own(Map.of(), Map.of(), Map.of("E_L E_R", 0.19)), pair)).hasSize(1);
  }

  @Test
  void the_protocol_says_how_far_from_the_middle_a_side_begins() {
    Map<String, BinaryMask> pair = Map.of("E_R", columns(10, 20, -1), "E_L", columns(20, 30, -1));
    assertThat(codes(OwnLimits.NONE, pair)).isEmpty();
    assertThat(codes(own(Map.of("E_L", 10.5), Map.of(), Map.of()), pair))
        .containsExactly("QA-04 E_L");
  }

  /** A right and a left one, of which the protocol says how much they may differ. */
  private static List<String> pair(Map<String, Map<Feature, Range>> own) {
    Map<String, BinaryMask> masks = Map.of("E_R", columns(10, 20, -1), "E_L", columns(20, 70, -1));
    return codes(OwnLimits.ranges(own), masks, Optional.of(QaReference.headAndNeck()));
  }

  @Test
  void of_a_pair_that_differs_the_one_that_is_right_by_itself_is_not_blamed() {
    Map<Feature, Range> alike = Map.of(Feature.PAIR, new Range(-1, 1));
    assertThat(pair(Map.of("E_L", alike, "E_R", alike))).containsExactly("QA-05 E_L", "QA-05 E_R");
    Map<Feature, Range> small =
        Map.of(Feature.PAIR, new Range(-1, 1), Feature.VOLUME, new Range(1, 2));
    assertThat(pair(Map.of("E_L", small, "E_R", alike)))
        .as("the left one is too large by itself")
        .containsExactly("QA-03 E_L", "QA-05 E_L");
  }
}
