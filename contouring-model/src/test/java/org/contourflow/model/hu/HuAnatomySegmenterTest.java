package org.contourflow.model.hu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.Presence;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Couch;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.Solids;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against analytic truth; the phantom's liver, heart and smaller left lung tell the sides apart.
 */
class HuAnatomySegmenterTest {
  private static Segmenter segmenter;

  @BeforeAll
  static void load() throws IOException {
    segmenter = ModelsInService.huAnatomy();
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  /** Neck to liver, 2.5 mm pixels, 5 mm slices. */
  private static PhantomBuilder thorax() {
    return Phantom.builder()
        .matrix(176, 176)
        .spacingMm(2.5, 2.5)
        .evenSlices(44, 5)
        .centre(new Lps(0, 15, -130));
  }

  private static Map<String, SegmentedStructure> contour(CtVolume ct) {
    SegmentationOutcome outcome = segmenter.segment(ct, SegmentationListener.NONE);
    assertThat(outcome).isInstanceOf(Completed.class);
    return ((Completed) outcome)
        .structures().stream()
            .collect(Collectors.toMap(s -> s.definition().name(), Function.identity()));
  }

  private static void assertDice(
      Phantom phantom, Map<String, SegmentedStructure> found, String name, double least) {
    double dice = Phantoms.dice(phantom.truth().mask(name), found.get(name).mask().toBitSet());
    assertThat(dice).as("Dice of %s", name).isGreaterThanOrEqualTo(least);
  }

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void every_position_gives_the_analytic_body_lungs_and_bone(PatientPosition position) {
    Phantom phantom = thorax().position(position).build();
    Map<String, SegmentedStructure> found = contour(Phantoms.ct(phantom));
    assertDice(phantom, found, "External", 0.99);
    assertDice(phantom, found, "Lung_L", 0.96);
    assertDice(phantom, found, "Lung_R", 0.96);
    assertDice(phantom, found, "Bone", 0.85);
  }

  @ParameterizedTest
  @EnumSource(
      value = PatientPosition.class,
      names = {"HFS", "HFP", "HFDL", "FFS"})
  void a_couch_pressed_to_the_body_stays_out(PatientPosition position) {
    Phantom phantom = thorax().position(position).couch(Couch.TOUCHING).build();
    Map<String, SegmentedStructure> found = contour(Phantoms.ct(phantom));
    assertDice(phantom, found, "External", 0.985);
    java.util.BitSet couch = phantom.truth().mask("Couch");
    double whole = couch.cardinality();
    couch.and(found.get("External").mask().toBitSet());
    assertThat(couch.cardinality() / whole).as("share of couch in the body").isLessThan(0.02);
  }

  @Test
  void a_head_has_a_body_and_bone_but_no_lungs() {
    Phantom phantom =
        Phantom.smallHeadNeck().matrix(160, 160).spacingMm(2, 2).evenSlices(60, 3).build();
    Map<String, SegmentedStructure> found = contour(Phantoms.ct(phantom));
    assertThat(found.get("Lung_L").presence()).isEqualTo(Presence.ABSENT);
    assertThat(found.get("Lung_R").presence()).isEqualTo(Presence.ABSENT);
    assertThat(found.get("Bone").presence()).isEqualTo(Presence.PRESENT);
    assertDice(phantom, found, "External", 0.985);
  }

  /** Cortex of 600 HU about marrow of 80, 272 in the mean, and two balls of 250 as of kidneys. */
  @Test
  void contrast_medium_taken_for_bone_is_told_in_a_note_and_bone_is_not() {
    Anatomy bone =
        Anatomy.of("External", Solids.cylinder(0, 0, 150, 100, -300, 100), 45)
            .with("Cortex", Solids.cylinder(0, 50, 20, 20, -300, 100), 600)
            .with("Marrow", Solids.cylinder(0, 50, 16, 16, -300, 100), 80);
    PhantomBuilder trunk = thorax().couch(Couch.NONE);
    assertThat(notes(trunk.anatomy(bone).build())).noneMatch(n -> n.contains("contrast"));
    Anatomy kidneys =
        bone.with("Kidney_L", Solids.sphere(new Lps(70, 40, -130), 18), 250)
            .with("Kidney_R", Solids.sphere(new Lps(-70, 40, -130), 18), 250);
    assertThat(notes(trunk.anatomy(kidneys).build()))
        .anySatisfy(
            n -> {
              assertThat(n).startsWith("Bone needs attention: ");
              // Each 24.4 cc, less or more of it at the edge.
              double cc = Double.parseDouble(n.replaceAll("[^0-9]*([0-9]+) cc.*", "$1"));
              assertThat(cc).isBetween(35.0, 60.0);
            });
  }

  private static java.util.List<String> notes(Phantom phantom) {
    return ((Completed) segmenter.segment(Phantoms.ct(phantom), SegmentationListener.NONE)).notes();
  }

  @Test
  void the_trachea_is_body_and_not_lung() {
    Phantom phantom = thorax().build();
    Map<String, SegmentedStructure> found = contour(Phantoms.ct(phantom));
    java.util.BitSet trachea = phantom.truth().mask("Trachea");
    java.util.BitSet inBody = (java.util.BitSet) trachea.clone();
    inBody.and(found.get("External").mask().toBitSet());
    assertThat(inBody.cardinality()).isEqualTo(trachea.cardinality());
    assertThat(trachea.intersects(found.get("Lung_L").mask().toBitSet())).isFalse();
    assertThat(trachea.intersects(found.get("Lung_R").mask().toBitSet())).isFalse();
  }

  /** Lungs drawn into each other in front of the heart, as at the anterior junction line. */
  @ParameterizedTest
  @CsvSource({"HFS", "FFP"})
  void lungs_that_touch_are_cut_between_the_sides(PatientPosition position) {
    Phantom phantom = thorax().position(position).anatomy(TouchingLungs.anatomy()).build();
    Map<String, SegmentedStructure> found = contour(Phantoms.ct(phantom));
    assertDice(phantom, found, "Lung_L", 0.95);
    assertDice(phantom, found, "Lung_R", 0.95);
  }

  /** One side only in the image: the spine tells which, at the image's edge too. */
  @ParameterizedTest
  @CsvSource({"-75,Lung_R,Lung_L", "75,Lung_L,Lung_R"})
  void a_field_of_view_of_one_side_names_that_side(double x, String seen, String unseen) {
    Phantom phantom =
        thorax().matrix(140, 76).couch(Couch.NONE).centre(new Lps(x, 15, -130)).build();
    Map<String, SegmentedStructure> found = contour(Phantoms.ct(phantom));
    assertThat(found.get(seen).presence()).isEqualTo(Presence.PRESENT);
    assertThat(found.get(unseen).presence()).isEqualTo(Presence.ABSENT);
  }

  @Test
  void air_alone_is_refused() {
    CtVolume air = constant(SliceOrientation.AXIAL, (short) -1000);
    assertThat(segmenter.segment(air, SegmentationListener.NONE))
        .isInstanceOfSatisfying(
            SegmentationOutcome.Refused.class,
            r -> assertThat(r.code()).isEqualTo(RefusalCode.NO_BODY_FOUND));
  }

  @Test
  void sagittal_slices_are_refused() {
    SliceOrientation sagittal =
        new SliceOrientation(new Direction(0, 1, 0), new Direction(0, 0, -1));
    assertThat(segmenter.segment(constant(sagittal, (short) 0), SegmentationListener.NONE))
        .isInstanceOfSatisfying(
            SegmentationOutcome.Refused.class,
            r -> assertThat(r.code()).isEqualTo(RefusalCode.ORIENTATION_NOT_SUPPORTED));
  }

  @Test
  void progress_is_told_and_a_stop_is_heeded() {
    CtVolume ct = Phantoms.ct(Phantom.small().build());
    List<String> heard = new ArrayList<>();
    segmenter.segment(ct, p -> heard.add(p.step() + p.done() + "/" + p.total()));
    assertThat(heard).contains("slices8/24", "slices24/24", "structures4/4");
    SegmentationListener stop =
        new SegmentationListener() {
          @Override
          public void progressed(Progress progress) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThat(segmenter.segment(ct, stop))
        .isInstanceOfSatisfying(
            SegmentationOutcome.Failed.class,
            f -> {
              assertThat(f.code()).isEqualTo(FailureCode.CANCELLED);
              assertThat(f.retryable()).isTrue();
            });
  }

  private static CtVolume constant(SliceOrientation orientation, short hu) {
    VoxelGrid grid = VoxelGrid.even(new PatientPoint(0, 0, 0), orientation, 10, 64, 64, 3, 3, 3);
    short[] values = new short[(int) grid.voxelCount()];
    java.util.Arrays.fill(values, hu);
    return CtVolume.wrap(grid, values);
  }
}
