package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real series and slices that have made other readers stumble. */
class QuirksTest {
  private static final String FAILING = "dicom_quirks/dicom2nifti_failing_ct.zip";
  private static final String SINGLE = "dicom_quirks/single_ct_slices_many_codecs.zip";

  @TempDir private Path folder;

  private SeriesAssembly assemble(String zip, String within) throws IOException {
    Path unpacked = folder.resolve("in");
    if (!Files.isDirectory(unpacked)) {
      SharedData.unzip(zip, unpacked);
    }
    List<Path> files = RealSeriesPeerTest.filesBelow(unpacked.resolve(within));
    // These series have lost their frame of reference to an anonymiser.
    return new CtSeriesAssembler(GeometryPolicy.MODERATE, MissingUids.DERIVE).assemble(files);
  }

  @Test
  void two_acquisitions_with_a_hole_between_are_held() throws IOException {
    SeriesAssembly assembly = assemble(FAILING, "sliceincrement/001");
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete()).hasSize(1);
    assertThat(assembly.incomplete().get(0).whatIsMissing().gaps()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"gantrytilting, 14.0", "sliceincrement/002, 15.5"})
  void a_tilted_head_is_refused_with_the_angle_of_its_gantry(String within, String degrees)
      throws IOException {
    SeriesAssembly assembly = assemble(FAILING, within);
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.GANTRY_TILT);
    assertThat(assembly.refused().get(0).reason()).contains(degrees + " degrees");
  }

  @Test
  void bolus_tracking_slices_at_one_place_are_no_volume() throws IOException {
    SeriesAssembly assembly = assemble(FAILING, "notavolume");
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.SEVERAL_VOLUMES);
  }

  @Test
  void two_scanners_in_one_folder_are_two_series() throws IOException {
    SeriesAssembly assembly = assemble("dicom_quirks/geant4_philips3_ge10.zip", "");
    assertThat(assembly.accepted().stream().map(series -> series.grid().slices()))
        .containsExactlyInAnyOrder(3, 10);
  }

  @ParameterizedTest
  @CsvSource({
    "fodicom/GH342.dcm, LOCALIZER",
    "fodicom/GH1728.dcm, NOT_CT",
    "fodicom/FreezePattern.dcm, NOT_CT",
    "fodicom/GH179A.dcm, TRUNCATED",
    "fodicom/GH1308.dcm, GANTRY_TILT",
    "cs3d/CT1_J2KR, SINGLE_SLICE",
    "pydicomdata/explicit_VR-UN.dcm, SINGLE_SLICE",
    "pydicomdata/eCT_Supplemental.dcm, NOT_HOUNSFIELD"
  })
  void a_single_slice_is_refused_for_what_it_is(String file, RefusalCode code) throws IOException {
    SeriesAssembly assembly = assemble(SINGLE, file);
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.refused()).extracting(SeriesRefusal::code).containsExactly(code);
  }

  @Test
  void an_unsupported_transfer_syntax_is_named_with_what_to_do() throws IOException {
    Path unpacked = SharedData.unzip(SINGLE, folder.resolve("in"));
    try (Stream<Path> all = Files.walk(unpacked)) {
      List<Path> jpegLs = all.filter(file -> file.toString().contains("4.80")).toList();
      SeriesRefusal refusal = new CtSeriesAssembler().assemble(jpegLs).refused().get(0);
      assertThat(refusal.code()).isEqualTo(RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX);
      assertThat(refusal.reason()).contains("JPEG-LS Lossless").contains("1.2.840.10008.1.2.4.80");
      assertThat(refusal.whatToDo()).contains("uncompressed");
    }
  }
}
