package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CTs of thorax, abdomen and pelvis are not judged by the limits of head and neck; one whose
 * intercept was lost is found all the same.
 */
@Tag("long")
class OtherSitesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cerr_hn_picker/pt_1.zip",
        "ibsi_lung_phantom/pat_1.zip",
        "ibsi_lung_phantom/pat_2.zip",
        "ibsi_lung_phantom/pat_3.zip",
        "ibsi_lung_phantom/pat_4.zip",
        "crlm_ge_abdomen/CRLM-CT-1004.zip",
        "ts_example/example_ct.nii.gz",
        "ts_example/pulmonary_crop/ct_cropped.nii.gz",
        "ts_example/aorta_crop/ct_cropped.nii.gz"
      })
  void a_real_ct_is_right_and_without_its_intercept_wrong(String file) throws IOException {
    CtVolume ct = read(file);
    List<SegmentedStructure> made = segment(ct);
    assertThat(grave(made, ct)).as("as it is").isEmpty();
    short[] hu = new short[(int) ct.grid().voxelCount()];
    ct.values().get(hu);
    for (int i = 0; i < hu.length; i++) {
      hu[i] += 1024;
    }
    assertThat(grave(made, CtVolume.wrap(ct.grid(), hu)))
        .as("without its intercept")
        .anyMatch(f -> f.code() == QaCode.TISSUE && f.structure().equals("External"))
        .anyMatch(f -> f.code() == QaCode.NOT_HU);
  }

  private static List<SegmentedStructure> segment(CtVolume ct) throws IOException {
    try (Segmenter anatomy = ModelsInService.huAnatomy()) {
      SegmentationOutcome outcome = anatomy.segment(ct, SegmentationListener.NONE);
      assertThat(outcome).isInstanceOf(SegmentationOutcome.Completed.class);
      return ((SegmentationOutcome.Completed) outcome).structures();
    }
  }

  /** By the range checks: others are of the field of view, which is cut in some of these. */
  private static List<QaFinding> grave(List<SegmentedStructure> made, CtVolume ct) {
    return StructureQa.review(made, Optional.of(ct), 3, QaLimits.usual()).stream()
        .filter(f -> f.severity() != Severity.NOTE)
        .filter(f -> f.code() == QaCode.NOT_HU || f.text().contains(": its "))
        .toList();
  }

  private CtVolume read(String file) throws IOException {
    if (!file.endsWith(".zip")) {
      return NiftiReader.read(SharedData.require(file)).toCt();
    }
    try (Stream<Path> files = Files.walk(SharedData.unzip(file, folder))) {
      List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
      return new CtSeriesAssembler().assemble(all).accepted().get(0).readVolume();
    }
  }
}
