package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a header and harms nobody is taken and told; what may harm is refused. */
class ForbearanceTest {
  @TempDir private Path folder;

  private List<Path> tiny() throws IOException {
    return HostileInput.tiny().build().writeTo(folder).files();
  }

  private void edit(Path file, Consumer<DicomDataset> change) throws IOException {
    DicomFile read = DicomFiles.read(file);
    change.accept(read.dataset());
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
  }

  private void editAll(Consumer<DicomDataset> change) throws IOException {
    for (Path file : tiny()) {
      edit(file, change);
    }
  }

  private SeriesAssembly assemble() throws IOException {
    return new CtSeriesAssembler().assemble(RealSeriesPeerTest.filesBelow(folder));
  }

  private CtSeries accepted() throws IOException {
    SeriesAssembly assembly = assemble();
    assertThat(assembly.refused()).isEmpty();
    assertThat(assembly.accepted()).hasSize(1);
    return assembly.accepted().get(0);
  }

  private SeriesRefusal refused() throws IOException {
    SeriesAssembly assembly = assemble();
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete()).isEmpty();
    assertThat(assembly.refused()).hasSize(1);
    return assembly.refused().get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 30})
  void a_ct_image_of_several_frames_is_no_slice(int frames) throws IOException {
    editAll(
        d ->
            d.putIntegers(DicomTag.NumberOfFrames, frames)
                .putEncoded(DicomTag.PixelData, new byte[frames * 2048]));
    assertThat(refused().code()).isEqualTo(RefusalCode.MULTI_FRAME_CT);
    assertThat(refused().files()).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 1e-5, 1000, 100, 5e8})
  void a_slope_beyond_any_sense_is_refused(double slope) throws IOException {
    editAll(d -> d.putNumbers(DicomTag.RescaleSlope, slope));
    assertThat(refused().code()).isEqualTo(RefusalCode.INVALID_ATTRIBUTE);
    assertThat(refused().reason()).contains("RescaleSlope");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 9})
  void slices_that_lost_their_position_hold_the_series(int lost) throws IOException {
    edit(
        tiny().get(lost),
        d -> d.remove(DicomTag.ImagePositionPatient).remove(DicomTag.ImageOrientationPatient));
    SeriesAssembly assembly = assemble();
    assertThat(assembly.accepted()).isEmpty();
    assertThat(assembly.incomplete().get(0).whatIsMissing().reasons())
        .contains("1 file of the series lost their position");
    assertThat(assembly.refused())
        .extracting(SeriesRefusal::code)
        .containsExactly(RefusalCode.POSITION_LOST);
  }

  @Test
  void a_dose_page_in_the_series_is_something_else() throws IOException {
    edit(
        tiny().get(9),
        d ->
            d.remove(DicomTag.ImagePositionPatient)
                .remove(DicomTag.ImageOrientationPatient)
                .put(DicomTag.ImageType, "DERIVED", "SECONDARY", "OTHER"));
    assertThat(assemble().accepted()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 512, 70_000})
  void what_follows_the_pixels_cannot_matter(int bytes) throws IOException {
    for (Path file : tiny()) {
      byte[] more = new byte[bytes];
      java.util.Arrays.fill(more, (byte) (bytes % 3 * 90));
      Files.write(file, more, StandardOpenOption.APPEND);
    }
    assertThat(accepted().readVolume().grid().slices()).isEqualTo(10);
  }

  @Test
  void uids_with_leading_zeros_are_taken_verbatim_and_told() throws IOException {
    List<Path> files = tiny();
    for (int i = 0; i < files.size(); i++) {
      rewrite(files.get(i), "1.2.003." + (i + 1));
    }
    CtSeries series = accepted();
    assertThat(series.slices().get(0).sopInstanceUid()).startsWith("1.2.003.");
    assertThat(series.notes().toString()).contains("leading zeros").contains("10 files");
  }

  /** The writer refuses such a UID, so one of the same length is written and replaced. */
  private static void rewrite(Path file, String uid) throws IOException {
    DicomFile read = DicomFiles.read(file);
    String other = uid.replace(".00", ".10");
    read.dataset().put(DicomTag.SOPInstanceUID, other);
    DicomFiles.write(file, read.dataset(), read.transferSyntaxUid());
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace(other, uid), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hu", "Hu", "HOUNSFIELD", "Hounsfield Units", "[HU]", "HU "})
  void hounsfield_is_spelled_in_many_ways(String type) throws IOException {
    editAll(d -> d.put(DicomTag.RescaleType, type));
    accepted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUX", "ED", "%", "OD", "MGML"})
  void other_units_are_not(String type) throws IOException {
    editAll(d -> d.put(DicomTag.RescaleType, type));
    assertThat(refused().code()).isEqualTo(RefusalCode.NOT_HOUNSFIELD);
  }

  @ParameterizedTest
  @CsvSource({"16, 11", "16, 0", "12, 7"})
  void a_high_bit_below_the_stored_bits_is_the_lowest_that_holds_them(int stored, int high)
      throws IOException {
    int before = accepted(tiny()).readVolume().hu(5, 16, 16);
    editAll(d -> d.putIntegers(DicomTag.BitsStored, stored).putIntegers(DicomTag.HighBit, high));
    assertThat((int) accepted().readVolume().hu(5, 16, 16)).isEqualTo(before);
  }

  private CtSeries accepted(List<Path> files) {
    return new CtSeriesAssembler().assemble(files).accepted().get(0);
  }

  @ParameterizedTest
  @CsvSource({"8.0 mm, 8", "8 MM, 8", "thick, -1", "'', -1", "8.0\\8.0, -1"})
  void a_thickness_in_words_informs_and_no_more(String text, double mm) throws IOException {
    editAll(d -> d.put(DicomTag.SliceThickness, org.contourflow.dicom.DicomVr.LO, text));
    assertThat(accepted().slices()).hasSize(10);
    assertThat(mm).isNotZero();
  }

  @Test
  void a_slice_sent_again_with_other_ways_to_it_is_the_same_image() throws IOException {
    Path file = tiny().get(4);
    Path again = folder.resolve("again.dcm");
    Files.copy(file, again);
    edit(
        again,
        d ->
            d.put(DicomTag.RetrieveAETitle, "ARCHIVE2")
                .put(DicomTag.InstanceCreationTime, "010203")
                .put(DicomTag.parse("InstanceAvailability").orElseThrow(), "ONLINE")
                .put(DicomTag.parse("StationName").orElseThrow(), "CT2"));
    assertThat(assemble().repeated()).hasSize(1);
    accepted();
    byte[] bytes = DicomFiles.read(again).dataset().bytes(DicomTag.PixelData).orElseThrow().clone();
    bytes[200]++;
    edit(again, d -> d.putEncoded(DicomTag.PixelData, bytes));
    assertThat(refused().code()).isEqualTo(RefusalCode.CONFLICTING_INSTANCES);
  }

  @ParameterizedTest
  @CsvSource({"10, true", "5, true", "11, false", "6, true"})
  void a_count_that_every_rotation_states_alike_is_of_all(int stated, boolean whole)
      throws IOException {
    int[] at = {0};
    editAll(
        d ->
            d.putIntegers(DicomTag.AcquisitionNumber, 1 + at[0]++ / 5)
                .putIntegers(DicomTag.ImagesInAcquisition, stated));
    SeriesAssembly assembly = assemble();
    boolean expected = whole && stated != 6;
    assertThat(assembly.accepted()).hasSize(expected ? 1 : 0);
    assertThat(assembly.incomplete()).hasSize(expected ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.25, 0.625, 2.47, 3.33})
  void positions_rounded_to_a_tenth_are_an_even_stack_and_told(double stepMm) throws IOException {
    List<Path> files = HostileInput.tiny().evenSlices(40, stepMm).build().writeTo(folder).files();
    for (int i = 0; i < files.size(); i++) {
      double z = Math.round(10 * (-200 + i * stepMm)) / 10.0;
      edit(files.get(i), d -> d.putNumbers(DicomTag.ImagePositionPatient, 0, 0, z));
    }
    CtSeries series = accepted();
    assertThat(series.notes().toString()).contains("rounded to 0.1 mm");
    assertThat(series.grid().isEvenUpToRounding()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    DicomUid.IMPLICIT_VR_LITTLE_ENDIAN + ", " + DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
    DicomUid.EXPLICIT_VR_LITTLE_ENDIAN + ", " + DicomUid.IMPLICIT_VR_LITTLE_ENDIAN,
    DicomUid.EXPLICIT_VR_BIG_ENDIAN + ", " + DicomUid.EXPLICIT_VR_LITTLE_ENDIAN,
    DicomUid.IMPLICIT_VR_LITTLE_ENDIAN + ", " + DicomUid.EXPLICIT_VR_BIG_ENDIAN,
  })
  void another_encoding_than_declared_is_read_and_told(String actual, String declared)
      throws IOException {
    for (Path file : tiny()) {
      DicomDataset image = DicomFiles.read(file).dataset();
      byte[] data = DicomFiles.toPart10(image, actual);
      byte[] meta = DicomFiles.toPart10(image, declared);
      int dataAt = 144 + length(data);
      int metaEnd = 144 + length(meta);
      byte[] mixed = java.util.Arrays.copyOf(meta, metaEnd + data.length - dataAt);
      System.arraycopy(data, dataAt, mixed, metaEnd, data.length - dataAt);
      Files.write(file, mixed);
    }
    CtSeries series = accepted();
    assertThat(series.notes().toString()).contains("encoded as").contains("declares");
    assertThat(series.readVolume().hu(5, 0, 0)).isBetween((short) -1024, (short) -950);
  }

  private static int length(byte[] part10) {
    return java.nio.ByteBuffer.wrap(part10).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(140);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {DicomUid.JPEG_LOSSLESS_SV1, DicomUid.RLE_LOSSLESS, DicomUid.JPEG_2000_LOSSLESS})
  void plain_pixels_declared_compressed_are_named_before_they_are_decoded(String syntax)
      throws IOException {
    for (Path file : tiny()) {
      DicomFiles.write(file, DicomFiles.read(file).dataset(), syntax);
    }
    assertThat(refused().code()).isEqualTo(RefusalCode.ENCODING_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource({"1.2.840.113619.5.2, GE private", "1.3.46.670589.33.1.4.1, Philips private"})
  void a_vendors_own_transfer_syntax_is_named(String syntax, String name) throws IOException {
    for (Path file : tiny()) {
      DicomFiles.write(file, DicomFiles.read(file).dataset(), syntax);
    }
    assertThat(refused().code()).isEqualTo(RefusalCode.UNSUPPORTED_TRANSFER_SYNTAX);
    assertThat(refused().reason()).contains(name).contains(syntax);
  }

  @Test
  void philips_own_run_lengths_are_named() throws IOException {
    editAll(
        d ->
            d.putEncoded(
                    0x07A11011,
                    org.contourflow.dicom.DicomVr.CS,
                    "PMSCT_RLE1".getBytes(StandardCharsets.US_ASCII))
                .remove(DicomTag.PixelData));
    assertThat(refused().reason()).contains("PMSCT_RLE1");
  }

  @ParameterizedTest
  @CsvSource({
    "lean, GANTRY_TILT, leans by 14.0 degrees",
    "step, CENTRE_CHANGES, changes at z",
    "jitter, SCATTERED_POSITIONS, here and there",
  })
  void a_lean_a_step_and_a_jitter_are_three_things(String kind, RefusalCode code, String reason)
      throws IOException {
    List<Path> files = tiny();
    for (int i = 0; i < files.size(); i++) {
      double sideways =
          switch (kind) {
            case "lean" -> i * 16 * Math.tan(Math.toRadians(14));
            case "step" -> i < 6 ? 0 : 12;
            default -> i % 2 == 0 ? 0 : 0.1 * (3 + i * 7 % 5);
          };
      int at = i;
      edit(
          files.get(i),
          d -> d.putNumbers(DicomTag.ImagePositionPatient, 3, sideways, -200 + 16 * at));
    }
    assertThat(refused().code()).isEqualTo(code);
    assertThat(refused().reason()).contains(reason);
  }

  @Test
  void bits_above_the_stored_ones_are_told_unless_an_overlay_explains_them() throws IOException {
    editAll(
        d -> {
          byte[] cells = d.bytes(DicomTag.PixelData).orElseThrow().clone();
          cells[101] |= 0x40;
          d.putIntegers(DicomTag.BitsStored, 12)
              .putIntegers(DicomTag.HighBit, 11)
              .putEncoded(DicomTag.PixelData, cells);
        });
    List<String> notes = new ArrayList<>();
    accepted().readVolume(notes::add);
    assertThat(notes.toString()).contains("bits above BitsStored").contains("10 slices");
    for (Path file : RealSeriesPeerTest.filesBelow(folder)) {
      edit(file, d -> d.putIntegers(0x60000102, 14));
    }
    notes.clear();
    accepted().readVolume(notes::add);
    assertThat(notes).isEmpty();
  }

  @Test
  void bad_files_of_one_series_are_one_refusal() throws IOException {
    int[] at = {0};
    editAll(d -> d.putIntegers(DicomTag.BitsAllocated, 32 + at[0]++ % 2));
    assertThat(refused().files()).hasSize(10);
  }

  @Test
  void private_data_too_long_for_a_header_is_passed_over_and_told() throws IOException {
    editAll(
        d ->
            d.put(0x00090010, DicomVr.LO, "VENDOR")
                .putEncoded(0x00091001, DicomVr.OB, new byte[(1 << 20) + 2]));
    assertThat(accepted().notes()).anyMatch(note -> note.startsWith("has values too long"));
  }

  @Test
  void private_data_of_usual_length_is_not_told() throws IOException {
    editAll(
        d ->
            d.put(0x00090010, DicomVr.LO, "VENDOR")
                .putEncoded(0x00091001, DicomVr.OB, new byte[1 << 20]));
    assertThat(accepted().notes()).isEmpty();
  }
}
