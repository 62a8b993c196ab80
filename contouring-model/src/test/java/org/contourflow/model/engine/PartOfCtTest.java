package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentationOutcome.Refused;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.presence.ReorientedCt;
import org.contourflow.model.presence.WholeBody;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network gets the part of the body that it is for, and no CT without it. */
class PartOfCtTest {
  private static final double CROP_MM = 150;

  private static SegmentationOutcome run(BodyPart part, OptionalDouble crop, CtVolume ct) {
    RegisteredModel plain =
        TestModels.of(
            "orientation: LPS",
            "[{crop: {to: body, margin_mm: 0}},"
                + " {resample: {shape: [32, 32, 32], order: 1, grid: half_pixel}}]",
            "patch: [32, 32, 32], placement: whole",
            "");
    Plausibility rules =
        new Plausibility(Optional.of(new Region(part, 60, crop)), List.of(), List.of(), List.of());
    RegisteredModel model = new RegisteredModel(plain.folder(), plain.manifest().with(rules));
    // Calls all that it is shown its first label.
    FunctionNetwork network = new FunctionNetwork(3, (place, shape, v) -> new float[] {0, 9, 0});
    try (TiledSegmenter segmenter =
        new TiledSegmenter(model, List.of(network), new MemoryBudget(2L << 30))) {
      return segmenter.segment(ct, SegmentationListener.NONE);
    }
  }

  private static double[] heightMm(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int s = 0; s < grid.slices(); s++) {
      if (!mask.isSliceEmpty(s)) {
        double z = grid.toPatient(new VoxelIndex(s, 0, 0)).zMm();
        low = Math.min(low, z);
        high = Math.max(high, z);
      }
    }
    return new double[] {low, high};
  }

  @ParameterizedTest
  @EnumSource(
      value = PatientPosition.class,
      names = {"HFS", "HFP", "FFS", "FFP"})
  void a_network_for_the_belly_gets_it_from_the_dome_down(PatientPosition position) {
    CtVolume ct = WholeBody.ct(position);
    Completed out = (Completed) run(BodyPart.ABDOMEN, OptionalDouble.of(CROP_MM), ct);
    double[] seen = heightMm(out.structures().get(0).mask());
    assertThat(seen[1]).isCloseTo(WholeBody.DOME, within(25.0));
    assertThat(seen[1] - seen[0]).isCloseTo(CROP_MM, within(10.0));
    assertThat(out.notes())
        .singleElement()
        .asString()
        .contains("abdomen", "the model got z", "mm below are not contoured");
  }

  /** What the model is for is all there: that the rest of the body was not shown is no news. */
  @Test
  void a_crop_to_all_of_the_part_is_told_in_no_note() {
    CtVolume ct = WholeBody.ct(PatientPosition.HFS);
    Completed out = (Completed) run(BodyPart.ABDOMEN, OptionalDouble.of(600), ct);
    double[] seen = heightMm(out.structures().get(0).mask());
    assertThat(seen[1]).isCloseTo(WholeBody.DOME, within(25.0));
    assertThat(seen[0]).isCloseTo(WholeBody.CREST, within(25.0));
    assertThat(out.notes()).isEmpty();
  }

  @Test
  void without_a_crop_it_gets_all_of_the_ct() {
    CtVolume ct = WholeBody.ct(PatientPosition.HFS);
    Completed out = (Completed) run(BodyPart.ABDOMEN, OptionalDouble.empty(), ct);
    double[] seen = heightMm(out.structures().get(0).mask());
    assertThat(seen[1] - seen[0]).isGreaterThan(1000);
    assertThat(out.notes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = BodyPart.class,
      names = {"ABDOMEN", "PELVIS", "THORAX"})
  void a_ct_of_a_head_is_refused_with_what_it_shows(BodyPart part) {
    CtVolume whole = WholeBody.ct(PatientPosition.FFS);
    int head = (int) (WholeBody.VERTEX / 5);
    CtVolume ct = ReorientedCt.slices(whole, 0, head);
    assertThat(run(part, OptionalDouble.empty(), ct))
        .isInstanceOfSatisfying(
            Refused.class,
            r -> {
              assertThat(r.code()).isEqualTo(RefusalCode.BODY_PART_NOT_SHOWN);
              assertThat(r.where()).isEqualTo("in the CT: no " + part.name().toLowerCase());
              assertThat(r.whatToDo()).contains("at least 60 mm");
            });
  }

  @Test
  void too_little_of_the_part_is_refused_with_its_length() {
    CtVolume whole = WholeBody.ct(PatientPosition.HFS);
    int first = (int) ((WholeBody.CREST + 60 - WholeBody.END) / 5);
    CtVolume ct = ReorientedCt.slices(whole, first, first + 9);
    assertThat(run(BodyPart.ABDOMEN, OptionalDouble.empty(), ct))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.where()).contains("abdomen, 45 mm (z "));
  }
}
