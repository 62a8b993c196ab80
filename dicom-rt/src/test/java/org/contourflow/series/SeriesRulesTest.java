package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomBuilder;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.StackOrientation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a series is whole, to be held, or refused; each with its reason. */
class SeriesRulesTest {
  @TempDir private Path folder;

  private SeriesAssembly assemble(GeometryPolicy policy) throws IOException {
    List<Path> files = new java.util.ArrayList<>(RealSeriesPeerTest.filesBelow(folder));
    Collections.shuffle(files, new java.util.Random(3));
    return new CtSeriesAssembler(policy, MissingUids.REFUSE).assemble(files);
  }

  private SeriesAssembly assemble() throws IOException {
    return assemble(GeometryPolicy.MODERATE);
  }

  private static PhantomBuilder tiny() {
    return HostileInput.tiny();
  }

  private PhantomSeries write(PhantomBuilder phantom) throws IOException {
    return phantom.build().writeTo(folder);
  }

  private void edit(Path file, java.util.function.Consumer<DicomDataset> change)
      throws IOException {
    DicomFile read = DicomFiles.read(file);
    change.accept(read.dataset());
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
  }

  private void assertRefused(RefusalCode code, String reason) throws IOException {
    assertRefused(GeometryPolicy.MODERATE, code, reason);
  }

  private void assertRefused(GeometryPolicy policy, RefusalCode code, String reason)
      throws IOException {
    SeriesAssembly assembly = assemble(policy);
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete()).isEmpty();
    assertThat(assembly.refused()).extracting(SeriesRefusal::code).containsExactly(code);
    assertThat(assembly.refused().get(0).reason()).isEqualTo(reason);
  }

  private void assertHeld(String... reasons) throws IOException {
    SeriesAssembly assembly = assemble();
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete()).hasSize(1);
    assertThat(assembly.incomplete().get(0).whatIsMissing().reasons()).containsExactly(reasons);
  }

  @Test
  void slices_are_ordered_along_the_normal_whatever_their_names_and_numbers() throws IOException {
    PhantomSeries written = write(tiny().instanceNumbersDescend());
    CtSeries series = assemble(GeometryPolicy.STRICT).accepted().get(0);
    assertThat(series.slices().stream().map(CtSlice::sopInstanceUid))
        .containsExactlyElementsOf(written.instanceUids());
  }

  @Test
  void missing_slices_are_counted_and_placed() throws IOException {
    write(tiny().evenSlices(12, 2.5).withoutSlices(3, 4, 5, 9));
    assertHeld(
        "3 slices missing between -138.8 and -128.8 mm",
        "1 slice missing between -123.8 and -118.8 mm");
    assertThat(assemble().incomplete().get(0).whatIsMissing().describe())
        .startsWith("incomplete: 3 slices missing");
  }

  @Test
  void every_second_slice_alone_is_no_whole_series_though_its_spacing_is_even() throws IOException {
    write(tiny().withoutSlices(1, 3, 5, 7, 9));
    assertHeld(
        "instance numbers go in steps of 2, and slices 16.0 mm thick are 32.0 mm apart: slices"
            + " between them are missing");
  }

  @Test
  void a_series_in_wide_steps_by_intent_is_whole() throws IOException {
    write(tiny().slicesAtMm(1, -20, -10, 0, 10, 20));
    assertThat(assemble().accepted()).hasSize(1);
  }

  @Test
  void a_held_series_becomes_whole_when_the_slices_arrive() throws IOException {
    write(tiny().withoutSlices(4));
    assertThat(assemble().incomplete()).hasSize(1);
    write(tiny());
    assertThat(assemble().accepted()).hasSize(1);
  }

  @Test
  void a_released_series_keeps_every_slice_at_its_own_position() throws IOException {
    write(tiny().evenSlices(6, 3).withoutSlices(2));
    CtSeries released = assemble().incomplete().get(0).asItIs();
    assertThat(released.grid().sliceStepMm(1)).isEqualTo(6);
    assertThat(released.readVolume().grid().slices()).isEqualTo(5);
  }

  @Test
  void missing_last_slices_are_known_by_the_scanners_count() throws IOException {
    PhantomSeries written = write(tiny());
    for (Path file : written.files()) {
      edit(file, d -> d.putIntegers(DicomTag.ImagesInAcquisition, 10));
    }
    assertThat(assemble().accepted()).hasSize(1);
    Files.delete(written.files().get(9));
    assertHeld("9 of 10 slices are there by the scanner's own count");
  }

  @Test
  void a_truncated_slice_at_the_end_holds_the_series_though_no_gap_shows() throws IOException {
    Path last = write(tiny()).files().get(9);
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertHeld("1 file of the series cannot be read");
    assertThat(assemble().refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void a_last_slice_cut_in_its_header_behind_the_series_uid_holds_the_series(int behind)
      throws IOException {
    Path last = write(tiny()).files().get(9);
    byte[] bytes = Files.readAllBytes(last);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    // Behind FrameOfReferenceUID, in the middle of an element.
    int at = text.indexOf("\u0020\0\u0052\0UI");
    Files.write(last, java.util.Arrays.copyOf(bytes, at + behind));
    assertHeld("1 file of the series cannot be read");
    assertThat(assemble().refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.TRUNCATED);
  }

  @Test
  void a_last_slice_that_ends_before_its_pixel_data_holds_the_series() throws IOException {
    Path last = write(tiny()).files().get(9);
    edit(last, d -> d.remove(DicomTag.PixelData).remove(DicomTag.ImagePositionPatient));
    edit(last, d -> d.remove(DicomTag.ImageOrientationPatient));
    assertHeld("1 file of the series cannot be read");
    assertThat(assemble().refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.TRUNCATED);
  }

  @Test
  void ct_images_without_a_modality_miss_an_attribute_and_are_not_called_something_else()
      throws IOException {
    for (Path file : write(tiny()).files()) {
      edit(file, d -> d.remove(DicomTag.Modality));
    }
    assertRefused(RefusalCode.MISSING_ATTRIBUTE, "(0008,0060) Modality: is missing");
  }

  @Test
  void a_place_that_no_structure_set_could_say_is_refused_before_the_contouring()
      throws IOException {
    double mm = 2e9;
    for (Path file : write(tiny()).files()) {
      edit(file, d -> d.putNumbers(DicomTag.ImagePositionPatient, mm, 0, 0));
    }
    assertRefused(
        RefusalCode.INVALID_ATTRIBUTE,
        "(0020,0032) ImagePositionPatient: a place 2.0E9 mm from the origin is no patient's: a"
            + " wrong unit");
  }

  @Test
  void of_two_slopes_none_is_guessed() throws IOException {
    for (Path file : write(tiny()).files()) {
      edit(file, d -> d.putNumbers(DicomTag.RescaleSlope, 1, 2));
    }
    assertRefused(
        RefusalCode.INVALID_ATTRIBUTE, "(0028,1053) RescaleSlope: has 2 values; which is meant?");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-5, 1000})
  void a_pixel_spacing_in_a_wrong_unit_is_told_as_such(double mm) throws IOException {
    for (Path file : write(tiny()).files()) {
      edit(file, d -> d.putNumbers(DicomTag.PixelSpacing, mm, mm));
    }
    assertRefused(
        RefusalCode.INVALID_ATTRIBUTE,
        "(0028,0030) PixelSpacing: a pixel of "
            + mm
            + " mm is no CT's (0.01 to 50.0 mm): a wrong unit");
  }

  @Test
  void one_slice_is_no_volume() throws IOException {
    write(tiny().evenSlices(1, 3));
    assertRefused(RefusalCode.SINGLE_SLICE, "the series has one slice only");
  }

  @Test
  void a_change_of_step_is_accepted_by_the_moderate_policy_and_refused_by_the_strict()
      throws IOException {
    write(tiny().slicesAtMm(5, -12, -9, -6, -3, 0, 5, 10, 15));
    assertThat(assemble().accepted()).hasSize(1);
    assertThat(assemble().accepted().get(0).grid().sliceStepMm(4)).isEqualTo(5);
    assertRefused(
        GeometryPolicy.STRICT,
        RefusalCode.UNEVEN_SPACING,
        "slices are 3.00 mm apart, but 3 of the steps are 5.00 to 5.00 mm");
  }

  @Test
  void a_double_step_is_a_gap_unless_the_slices_there_are_as_thick() throws IOException {
    write(tiny().slicesAtMm(2.5, -10, -7.5, -5, -2.5, 0, 5, 10, 15));
    assertHeld(
        "1 slice missing between -130.0 and -125.0 mm",
        "1 slice missing between -125.0 and -120.0 mm",
        "1 slice missing between -120.0 and -115.0 mm");
    Files.list(folder).forEach(file -> file.toFile().delete());
    write(tiny().slicesAtMm(5, -10, -7.5, -5, -2.5, 0, 5, 10, 15));
    assertThat(assemble().accepted()).hasSize(1);
  }

  @Test
  void a_tilted_stack_is_refused_with_its_angle() throws IOException {
    write(tiny().orientation(StackOrientation.tilted(15)));
    assertThat(assemble().refused().get(0).reason()).contains("15.0 degrees").contains("tilt");
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 12, 30, 44})
  void an_oblique_reformat_is_not_axial_and_no_tilted_gantry(double degrees) throws IOException {
    write(tiny().orientation(StackOrientation.oblique(degrees, 0)));
    assertThat(assemble().refused().get(0).code()).isEqualTo(RefusalCode.NOT_AXIAL);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 12, 30})
  void a_tilted_gantry_is_told_as_one(double degrees) throws IOException {
    write(tiny().orientation(StackOrientation.tilted(degrees)));
    assertThat(assemble().refused().get(0).code()).isEqualTo(RefusalCode.GANTRY_TILT);
  }

  @Test
  void coronal_slices_are_refused_as_not_axial() throws IOException {
    write(tiny().orientation(StackOrientation.coronal()));
    assertRefused(
        RefusalCode.NOT_AXIAL,
        "the slices are not axial: they are 90.0 degrees off, tolerance 1.0 degrees"
            + " (gantry tilt, sagittal, coronal or oblique images)");
  }

  @Test
  void phases_of_a_4d_scan_in_one_series_are_told_from_duplicates() throws IOException {
    twoVolumes(d -> d.put(DicomTag.TemporalPositionIdentifier, "2"));
    assertRefused(
        RefusalCode.SEVERAL_VOLUMES,
        "the series holds 2 volumes at the same place: time points (4D phases)");
  }

  @Test
  void two_reconstructions_in_one_series_are_told_from_duplicates() throws IOException {
    twoVolumes(d -> d.put(DicomTag.ConvolutionKernel, "B70s"));
    assertRefused(
        RefusalCode.SEVERAL_VOLUMES,
        "the series holds 2 volumes at the same place: reconstructions by kernel");
  }

  @Test
  void two_volumes_that_nothing_tells_apart_are_duplicates() throws IOException {
    twoVolumes(d -> {});
    assertRefused(
        RefusalCode.DUPLICATE_POSITIONS,
        "20 slices at 10 positions: these are several volumes at the same place (4D phases,"
            + " reconstructions), and nothing tells them apart: time point, phase, acquisition,"
            + " kernel, thickness, kind of image, voltage, description, times and instance numbers"
            + " are alike, or are not there");
  }

  private void twoVolumes(java.util.function.Consumer<DicomDataset> change) throws IOException {
    PhantomSeries written = write(tiny());
    for (Path file : written.files()) {
      DicomFile read = DicomFiles.read(file);
      read.dataset().put(DicomTag.SOPInstanceUID, DicomUid.create());
      change.accept(read.dataset());
      DicomFiles.write(
          folder.resolve("again-" + file.getFileName()), read.dataset(), read.transferSyntaxUid());
    }
  }

  @Test
  void the_same_instance_in_another_encoding_is_ignored_and_with_other_content_refused()
      throws IOException {
    Path file = write(tiny()).files().get(3);
    Path copy = folder.resolve("copy.dcm");
    DicomFile read = DicomFiles.read(file);
    DicomFiles.write(copy, read.dataset(), DicomUid.EXPLICIT_VR_BIG_ENDIAN);
    assertThat(assemble().accepted()).hasSize(1);
    assertThat(assemble().repeated()).hasSize(1);
    edit(copy, d -> d.put(DicomTag.SeriesDescription, "changed"));
    assertRefused(
        RefusalCode.CONFLICTING_INSTANCES,
        "instances came twice with different contents under the same SOP Instance UID");
  }

  @Test
  void a_spacing_that_differs_in_one_slice_is_named_with_the_slice() throws IOException {
    Path odd = write(tiny()).files().get(3);
    edit(odd, d -> d.putNumbers(DicomTag.PixelSpacing, 13, 13.1));
    assertRefused(
        RefusalCode.MIXED_SPACINGS,
        "the series has 2 pixel spacings: 13.0000 x 13.0000 mm in 9, 13.0000 x 13.1000 mm in 1"
            + " slices");
    assertThat(assemble().refused().get(0).culprits()).containsExactly(odd);
  }

  @Test
  void values_that_are_not_hounsfield_units_are_refused() throws IOException {
    for (Path file : write(tiny()).files()) {
      edit(file, d -> d.put(DicomTag.RescaleType, "Z_EFF"));
    }
    assertRefused(RefusalCode.NOT_HOUNSFIELD, "RescaleType is not Hounsfield units");
  }

  @Test
  void an_unreadable_file_is_named_and_the_rest_goes_on() throws IOException {
    write(tiny());
    Path gone = folder.resolve("gone.dcm");
    List<Path> files = new java.util.ArrayList<>(RealSeriesPeerTest.filesBelow(folder));
    files.add(gone);
    SeriesAssembly assembly = new CtSeriesAssembler().assemble(files);
    assertThat(assembly.accepted()).hasSize(1);
    assertThat(assembly.refused().get(0).code()).isEqualTo(RefusalCode.UNREADABLE);
    assertThat(assembly.refused().get(0).files()).containsExactly(gone);
  }
}
