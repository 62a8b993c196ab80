package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/** What is unusual in several ways, each of which is no alarm. */
class TogetherCheckTest {
  private static final QaReference REFERENCE = QaReference.headAndNeck();
  private static final ErrorPoints POINTS = ErrorPoints.headAndNeck();
  private static final List<String> ORGANS = List.of("Brainstem", "Parotid_L", "Parotid_R");
  private static final List<Feature> ODD =
      List.of(Feature.HOLE_SHARE, Feature.AIR_SHARE, Feature.BULGE);

  @Test
  void points_never_fall_and_no_feature_alone_is_an_alarm() {
    assertThat(POINTS.reference()).isEqualTo(REFERENCE.id());
    assertThat(ErrorPoints.of(REFERENCE)).contains(POINTS);
    assertThat(POINTS.points()).hasSizeGreaterThan(20);
    POINTS
        .points()
        .forEach(
            (feature, sides) -> {
              assertThat(Feature.parse(feature)).as(feature).isPresent();
              for (List<ErrorPoints.Step> steps : List.of(sides.below(), sides.above())) {
                for (int i = 0; i < steps.size(); i++) {
                  double before = i == 0 ? 0 : steps.get(i - 1).points();
                  double from = i == 0 ? 0 : steps.get(i - 1).from();
                  assertThat(steps.get(i).points()).as(feature).isGreaterThan(before);
                  assertThat(steps.get(i).from()).as(feature).isGreaterThan(from);
                  assertThat(steps.get(i).points()).as(feature).isLessThan(POINTS.limit());
                }
              }
            });
  }

  /** Halfway from the 97.5th percentile to where it alone would be an alarm. */
  private static double odd(Feature feature) {
    QaReference.Band band = REFERENCE.band("Parotid_L", feature).orElseThrow();
    return (band.p975() + band.alarm().orElseThrow().most()) / 2;
  }

  /** One voxel each, beside each other as the reference has them. */
  private static List<SegmentedStructure> structures() {
    SliceOrientation supine = new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0));
    VoxelGrid grid = VoxelGrid.even(new PatientPoint(-100, -20, 0), supine, 11, 41, 201, 3, 1, 1);
    List<SegmentedStructure> all = new ArrayList<>();
    for (String name : ORGANS) {
      double left =
          name.equals("Brainstem")
              ? 0
              : REFERENCE.organs().get(name).offsets().get("Brainstem").mm().get(0);
      int column = grid.columns() / 2 + (int) Math.round(left / grid.columnSpacingMm());
      BinaryMask mask =
          BinaryMask.of(
              grid, (s, r, c) -> s == grid.slices() / 2 && r == grid.rows() / 2 && c == column);
      all.add(SegmentedStructure.of(OpenKbp.definition(name), mask, OpenKbp.CLINICIAN));
    }
    return all;
  }

  private static List<String> told(List<Feature> odd, OwnLimits own) {
    QaLimits limits = QaLimits.USUAL.with(new QaRanges(Optional.of(REFERENCE), own));
    return StructureQa.review(
            structures(),
            limits,
            s -> {
              Measures m = new Measures(MaskFacts.of(s.mask(), 3), true);
              if (s.definition().name().equals("Parotid_L")) {
                odd.forEach(f -> m.put(f, odd(f)));
              }
              return m;
            })
        .stream()
        .filter(f -> f.code() == QaCode.UNLIKE)
        .map(f -> f.severity() + " " + f.text())
        .toList();
  }

  @Test
  void several_that_are_no_alarm_each_are_one_together() {
    double sum =
        ODD.stream()
            .mapToDouble(f -> POINTS.of(f, odd(f), REFERENCE.band("Parotid_L", f).orElseThrow()))
            .sum();
    assertThat(sum).isGreaterThan(POINTS.limit());
    assertThat(told(ODD, OwnLimits.NONE))
        .singleElement()
        .asString()
        .startsWith("WARNING Parotid_L: what is unusual of it adds up to ")
        .contains("share of holes of ")
        .endsWith(" by " + REFERENCE.id() + ".");
    for (Feature f : ODD) {
      assertThat(told(List.of(f), OwnLimits.NONE)).as(f.id()).isEmpty();
    }
  }

  @Test
  void a_feature_that_the_protocol_judges_has_no_points() {
    Map<Feature, Range> own = new HashMap<>();
    ODD.forEach(f -> own.put(f, new Range(0, 1000)));
    assertThat(told(ODD, OwnLimits.ranges(Map.of("Parotid_L", own)))).isEmpty();
  }
}
