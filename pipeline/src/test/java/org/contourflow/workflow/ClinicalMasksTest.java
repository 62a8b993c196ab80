package org.contourflow.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.protocols.derive.DerivationText;
import org.contourflow.protocols.derive.DerivedRules;
import org.contourflow.protocols.derive.DerivedStructure;
import org.contourflow.protocols.derive.DerivedStructure.Absent;
import org.contourflow.protocols.derive.DerivedStructure.Made;
import org.contourflow.protocols.derive.DerivedStructures;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.protocols.derive.Sources;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;

/** What of a clinician's set others are derived from, and what is said of the rest. */
class ClinicalMasksTest {
  private static final String FRAME = "1.2.3";
  private static final VoxelGrid GRID =
      new VoxelGrid(
          List.of(new PatientPoint(0, 0, 0), new PatientPoint(0, 0, 3), new PatientPoint(0, 0, 6)),
          new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0)),
          1,
          1,
          20,
          20);

  private SourceMasks masks = new SourceMasks(GRID);

  /** A square from (4.5, 4.5) to (10.5, 10.5); the last point may lie elsewhere. */
  private static ReadContour square(double zMm, double lastZMm) {
    double[] points = {4.5, 4.5, zMm, 10.5, 4.5, zMm, 10.5, 10.5, zMm, 4.5, 10.5, lastZMm};
    return new ReadContour(0, "CLOSED_PLANAR", ContourPolyline.wrap(points), List.of());
  }

  private static ReadRoi roi(String name, String frame, ReadContour... contours) {
    return new ReadRoi(1, name, frame, "PTV", "", Optional.empty(), Arrays.asList(contours));
  }

  private static ReadRoi ptv(String name) {
    return roi(name, FRAME, square(0, 0));
  }

  private DerivedStructure derive(String expression, ReadRoi... rois) {
    masks = new SourceMasks(GRID).addMade("Body", () -> BinaryMask.of(GRID, (s, r, c) -> true));
    ReadStructureSet set =
        new ReadStructureSet(
            "1.2", "", List.of(FRAME), Set.of(), Set.of(), List.of(rois), new ArrayList<>());
    ClinicalMasks.add(masks, set, GRID, FRAME);
    DerivedRules.Checked checked =
        DerivedRules.check(
            DerivationText.parse("Made = " + expression), Sources.of(List.of("Body"), List.of()));
    return DerivedStructures.of(checked.rules(), masks).get(0);
  }

  private static String reason(DerivedStructure structure) {
    assertThat(structure).isInstanceOf(Absent.class);
    return ((Absent) structure).reason();
  }

  private static long voxels(DerivedStructure structure) {
    assertThat(structure).isInstanceOf(Made.class);
    return ((Made) structure).mask().count();
  }

  @Test
  void a_target_of_another_frame_is_not_passed_over_by_a_pattern() {
    ReadRoi foreign = roi("PTV_50", "9.9", square(0, 0));
    for (String expression : List.of("Body - PTV*", "Body - optional(PTV_50)", "PTV_50")) {
      assertThat(reason(derive(expression, ptv("PTV_60"), foreign)))
          .contains("PTV_50 cannot be used: it is in another frame of reference");
    }
    assertThat(voxels(derive("Body & PTV_60", ptv("PTV_60"), foreign))).isEqualTo(36);
    // An empty one of the CT's frame beside it makes it neither empty nor the CT's.
    ReadRoi empty = roi("PTV_50", FRAME);
    for (ReadRoi[] both : List.of(new ReadRoi[] {foreign, empty}, new ReadRoi[] {empty, foreign})) {
      assertThat(reason(derive("Body - optional(PTV_50)", both)))
          .contains("PTV_50 cannot be used: it is in another frame of reference");
    }
    // The same target drawn on another image too is no reason to have none.
    assertThat(voxels(derive("Body & PTV*", foreign, ptv("PTV_50")))).isEqualTo(36);
  }

  @Test
  void of_two_targets_of_one_name_none_is_taken_unless_one_is_empty() {
    ReadRoi empty = roi("PTV_60", FRAME);
    assertThat(voxels(derive("Body & PTV*", ptv("PTV_60"), empty))).isEqualTo(36);
    assertThat(voxels(derive("Body & PTV_60", empty, ptv("PTV_60")))).isEqualTo(36);
    assertThat(reason(derive("Body & PTV*", ptv("PTV_60"), ptv("PTV_60"))))
        .contains("2 ROIs of the clinician's set have this name");
  }

  @Test
  void nothing_is_derived_from_a_target_with_a_contour_across_slices() {
    ReadRoi bent = roi("PTV_60", FRAME, square(0, 0), square(3, 6));
    assertThat(reason(derive("Body - PTV*", bent)))
        .contains("PTV_60", "not in a plane parallel to the slices=1");
  }

  @Test
  void whose_contours_they_are_is_not_guessed() {
    ReadRoi doubtful =
        new ReadRoi(-1, "PTV_60", FRAME, "PTV", "", Optional.empty(), List.of(), true);
    assertThat(reason(derive("Body - optional(PTV*)", doubtful)))
        .contains("which contours are its own cannot be said");
  }

  @Test
  void what_is_left_out_of_a_target_that_is_used_is_told() {
    ReadRoi outside = roi("PTV_60", FRAME, square(0, 0), square(30, 30));
    assertThat(voxels(derive("Body & PTV*", outside, ptv("CTV")))).isEqualTo(36);
    assertThat(masks.losses())
        .anyMatch(loss -> loss.contains("PTV_60: contours left out: {not on a slice"));
    derive("Body & PTV*", ptv("PTV_60"));
    assertThat(masks.losses()).isEmpty();
  }

  @Test
  void a_set_without_any_structure_is_not_called_no_set() {
    assertThat(reason(derive("Body - PTV*"))).contains("the clinician's structure set has none");
  }
}
