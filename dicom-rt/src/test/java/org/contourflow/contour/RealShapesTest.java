package org.contourflow.contour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.contourflow.contour.RingRasterizer.Combination;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NiftiImage;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Organs as oncologists drew them, at full resolution: up to 21 of the head and neck, 10 patients.
 */
class RealShapesTest {
  @Test
  void every_organ_of_a_patient_is_traced_thinned_and_smoothed_within_the_rules() throws Exception {
    check("test_TCGA-CV-7236");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test_0522c0226",
        "test_0522c0416",
        "test_0522c0427",
        "test_0522c0659",
        "test_0522c0669",
        "test_TCGA-CV-A6K1",
        "validation_0522c0519",
        "validation_0522c0727a",
        "validation_TCGA-CV-5977"
      })
  @Tag("long")
  void every_organ_of_every_patient_is_traced_thinned_and_smoothed_within_the_rules(String patient)
      throws Exception {
    check(patient);
  }

  private static void check(String patient) throws Exception {
    Path file = SharedData.require("deepmind_hn_labels/" + patient + ".nii.gz");
    NiftiImage image = NiftiReader.read(file);
    int[] labels = image.labels();
    assertThat(labels).isNotEmpty();
    for (int label : labels) {
      check(image.maskOf(label), patient + ", label " + label);
    }
  }

  private static void check(BinaryMask mask, String what) {
    PlanarContours traced = MaskTracer.trace(mask);
    double volume = mask.volumeMm3(1);
    assertThat(traced.volumeMm3(1)).as(what).isCloseTo(volume, within(1e-9 * volume));
    PlanarContours thinned = RingThinner.thin(traced, RingThinner.DEFAULT_TOLERANCE_MM);
    assertThat(thinned.pointCount()).as(what).isLessThanOrEqualTo(traced.pointCount());
    PlanarContours smooth = RingSmoother.smooth(traced);
    PlanarContours smoothThin = RingThinner.thin(smooth, RingThinner.DEFAULT_TOLERANCE_MM);
    assertThat(smooth.volumeMm3(1)).as(what).isCloseTo(volume, within(0.0021 * volume));
    if (volume > 1000) {
      assertThat(smoothThin.volumeMm3(1)).as(what).isCloseTo(volume, within(0.01 * volume));
    }
    RingRasterizer reader = new RingRasterizer(mask.grid().rows(), mask.grid().columns());
    for (int s = 0; s < mask.grid().slices(); s++) {
      if (mask.isSliceEmpty(s)) {
        continue;
      }
      for (PlanarContours contours : List.of(traced, thinned, smooth, smoothThin)) {
        assertThat(RingValidity.check(contours.slices().get(s))).as(what + " slice " + s).isEmpty();
      }
      BitSet slice = mask.slice(s);
      for (PlanarContours contours : List.of(traced, thinned)) {
        List<Ring> loops = contours.slices().get(s).stream().map(Keyholes::join).toList();
        for (Combination combination : Combination.values()) {
          assertThat(reader.fill(loops, combination)).as(what + " slice " + s).isEqualTo(slice);
        }
      }
    }
  }
}
