package org.contourflow.rtstruct.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.structure.RoiColour;
import org.contourflow.testdata.SharedData;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NiftiFormatException;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NiftiWriter;
import org.contourflow.volume.io.NrrdFormatException;
import org.contourflow.volume.io.NrrdReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks as other programs write them: skips, checksums, types, places, segments. */
class ForeignMasksTest {
  @TempDir Path root;
  private ConvertCase on;
  private VoxelGrid grid;
  private BinaryMask ball;

  @BeforeEach
  void write() throws IOException {
    on = new ConvertCase(root, ConvertCase.phantom());
    grid = on.series.grid();
    ball = on.masks.get("Ball");
  }

  private byte[] nifti() throws IOException {
    Path file = root.resolve("plain.nii");
    NiftiWriter.write(file, ball);
    return Files.readAllBytes(file);
  }

  /** The ball's voxels in another voxel type. */
  private Path nifti(int code, int bytes, double in) throws IOException {
    byte[] plain = nifti();
    ByteBuffer b =
        ByteBuffer.allocate(352 + (plain.length - 352) * bytes).order(ByteOrder.LITTLE_ENDIAN);
    b.put(plain, 0, 352);
    b.putShort(70, (short) code).putShort(72, (short) (8 * bytes));
    for (int i = 352; i < plain.length; i++) {
      double value = plain[i] == 0 ? 0 : in;
      if (code == 16) {
        b.putFloat((float) value);
      } else if (bytes == 8) {
        b.putLong((long) value);
      } else {
        b.putInt((int) (long) value);
      }
    }
    Path file = on.folder("typed").resolve("Ball.nii");
    Files.write(file, b.array());
    return file;
  }

  @ParameterizedTest
  @CsvSource({"1024, 8, 1", "768, 4, 1", "1280, 8, 1", "768, 4, 3000000000", "8, 4, 7"})
  void whole_numbers_of_any_length_are_read(int code, int bytes, double in) throws Exception {
    assertThat(NiftiReader.read(nifti(code, bytes, in)).onlyMask().toBitSet())
        .isEqualTo(ball.toBitSet());
  }

  @Test
  void whole_numbers_that_would_become_others_are_refused() throws Exception {
    Path file = nifti(1024, 8, (1L << 24) + 1);
    assertThatThrownBy(() -> NiftiReader.read(file))
        .isInstanceOf(NiftiFormatException.class)
        .hasMessageContaining("2^24");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void what_is_no_number_is_refused_by_that_name(double value) throws Exception {
    Path file = nifti(16, 4, value);
    assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, file, Map.of()))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContaining("not a number or infinite")
        .hasMessageContaining(Long.toString(ball.count()));
    assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, file, Map.of("1", "Ball")))
        .hasMessageContaining("not a number or infinite");
  }

  private Path contradicting(double xMm) throws IOException {
    byte[] bytes = nifti();
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    b.putFloat(292, (float) (b.getFloat(292) + xMm));
    Path file = on.folder("contradicting").resolve("Ball.nii");
    Files.write(file, bytes);
    return file;
  }

  @Test
  void a_qform_that_contradicts_the_sform_is_told_and_never_resampled() throws Exception {
    Path file = contradicting(14);
    assertThat(NiftiReader.read(file).notes()).singleElement().asString().contains("14.0 mm");
    assertThatThrownBy(() -> ConvertCase.resampling().convert(on.series, file, Map.of()))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContainingAll("Ball", "qform contradicts its sform", "14.0 mm");
    assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, file, Map.of()))
        .hasMessageContainingAll("not the CT's", "qform contradicts its sform");
  }

  @Test
  void a_qform_that_only_rounds_is_no_contradiction() throws Exception {
    assertThat(NiftiReader.read(contradicting(0.02)).notes()).isEmpty();
  }

  @Test
  void an_sform_that_is_the_cts_is_taken_and_the_contradiction_told() throws Exception {
    byte[] bytes = nifti();
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    b.putFloat(268, b.getFloat(268) - 9);
    Path file = on.folder("told").resolve("Ball.nii");
    Files.write(file, bytes);
    var done = ConvertCase.completed(ConvertCase.exact().convert(on.series, file, Map.of()));
    assertThat(done.notes()).singleElement().asString().contains("Ball: its qform contradicts");
  }

  private static byte[] gzip(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(data);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 8})
  void the_checksum_of_a_compressed_file_is_read(int fromEnd) throws Exception {
    byte[] whole = gzip(nifti());
    Path file = root.resolve("Ball.nii.gz");
    Files.write(file, whole);
    assertThat(NiftiReader.read(file).onlyMask().count()).isEqualTo(ball.count());
    whole[whole.length - fromEnd] ^= 4;
    Files.write(file, whole);
    assertThatThrownBy(() -> NiftiReader.read(file))
        .isInstanceOf(NiftiFormatException.class)
        .hasMessageContaining("damaged");
    Files.write(file, java.util.Arrays.copyOf(gzip(nifti()), whole.length - 3));
    assertThatThrownBy(() -> NiftiReader.read(file)).hasMessageContaining("cut short");
  }

  @Test
  void a_flipped_bit_in_stored_voxels_is_found() throws Exception {
    // Stored, not deflated: the bit alone would change a voxel and nothing else.
    byte[] data = nifti();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(0);
          }
        }) {
      zip.write(data);
    }
    byte[] bytes = out.toByteArray();
    bytes[bytes.length - 3000] ^= 1;
    Path file = root.resolve("Ball.nii.gz");
    Files.write(file, bytes);
    assertThat(new GZIPInputStream(Files.newInputStream(file)).readNBytes(352)).hasSize(352);
    assertThatThrownBy(() -> NiftiReader.read(file)).hasMessageContaining("damaged");
  }

  private String header(String type, String... more) {
    return header(grid, 3, type, more);
  }

  private static String header(VoxelGrid grid, int dimension, String type, String... more) {
    PatientPoint o = grid.sliceOrigins().get(0);
    double step = grid.smallestSliceStepMm(1);
    String layers = dimension == 4 ? "none " : "";
    return "NRRD0004\n# made by a test\ntype: "
        + type
        + "\ndimension: "
        + dimension
        + "\nspace: left-posterior-superior\nsizes: "
        + (dimension == 4 ? "2 " : "")
        + grid.columns()
        + " "
        + grid.rows()
        + " "
        + grid.slices()
        + "\nspace directions: "
        + layers
        + vector(grid.orientation().alongRow(), grid.columnSpacingMm())
        + vector(grid.orientation().alongColumn(), grid.rowSpacingMm())
        + vector(grid.orientation().normal(), step)
        + "\nendian: little\nencoding: raw\nspace origin: "
        + String.format(Locale.ROOT, "(%s,%s,%s)", o.xMm(), o.yMm(), o.zMm())
        + "\n"
        + String.join("\n", more)
        + (more.length > 0 ? "\n" : "")
        + "\n";
  }

  private static String vector(Direction d, double mm) {
    return String.format(Locale.ROOT, "(%s,%s,%s) ", d.x() * mm, d.y() * mm, d.z() * mm);
  }

  private static byte[] bytes(BinaryMask mask) {
    byte[] values = new byte[(int) mask.grid().voxelCount()];
    mask.toBitSet().stream().forEach(i -> values[i] = 1);
    return values;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path nrrd(byte[]... parts) throws IOException {
    Path file = on.folder("nrrd").resolve("Ball.nrrd");
    Files.write(file, join(parts));
    return file;
  }

  @Test
  void bytes_and_lines_to_be_skipped_are_skipped() throws Exception {
    byte[] junk = new byte[240];
    java.util.Arrays.fill(junk, (byte) 9);
    for (Path file :
        new Path[] {
          nrrd(text(header("uint8", "byte skip: -1")), junk, bytes(ball)),
        }) {
      assertThat(NrrdReader.read(file).onlyMask().toBitSet()).isEqualTo(ball.toBitSet());
    }
    Path skipped = nrrd(text(header("uint8", "byte skip: 240")), junk, bytes(ball));
    assertThat(NrrdReader.read(skipped).onlyMask().toBitSet()).isEqualTo(ball.toBitSet());
    Path lines =
        nrrd(text(header("uint8", "line skip: 2", "byte skip: 1")), text("a\nb\n!"), bytes(ball));
    assertThat(NrrdReader.read(lines).onlyMask().toBitSet()).isEqualTo(ball.toBitSet());
    Path spelled = nrrd(text(header("uint8", "lineskip: 1")), text("a\n"), bytes(ball));
    assertThat(NrrdReader.read(spelled).onlyMask().toBitSet()).isEqualTo(ball.toBitSet());
    Path compressed =
        nrrd(
            text(header("uint8", "line skip: 1", "byte skip: 240").replace("raw", "gzip")),
            text("a\n"),
            gzip(join(junk, bytes(ball))));
    assertThat(NrrdReader.read(compressed).onlyMask().toBitSet()).isEqualTo(ball.toBitSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte skip: -2", "byte skip: many", "line skip: -1"})
  void a_skip_that_cannot_be_followed_is_refused_by_name(String field) throws Exception {
    Path file = nrrd(text(header("uint8", field)), bytes(ball));
    assertThatThrownBy(() -> NrrdReader.read(file))
        .isInstanceOf(NrrdFormatException.class)
        .hasMessageContaining("skip");
  }

  @Test
  void the_balls_of_pynrrd_and_the_shared_cases_are_read() throws Exception {
    BinaryMask shared =
        NrrdReader.read(SharedData.require("../cases/rt/nrrd_byte_skip/Ball.nrrd")).onlyMask();
    assertThat(shared.grid().voxelCount()).isEqualTo(27_000);
    assertThat(shared.get(15, 15, 15)).isTrue();
    assertThat(shared.get(0, 0, 0)).isFalse();
    // A ball: the same from both ends of every axis.
    assertThat(shared.slice(10).cardinality()).isEqualTo(shared.slice(19).cardinality());
    assertThat(
            NiftiReader.read(SharedData.require("../cases/rt/nifti_int64/in/Organ.nii.gz"))
                .onlyMask()
                .count())
        .isPositive();
    assertThat(
            NiftiReader.read(SharedData.require("../cases/rt/sform_qform/in/Organ.nii.gz"))
                .isPlacedTwice())
        .isTrue();
  }

  @Test
  void segments_of_several_layers_keep_their_names_and_colours() throws Exception {
    BinaryMask ring = on.masks.get("Ring");
    BinaryMask islands = on.masks.get("Islands");
    byte[] values = new byte[2 * (int) grid.voxelCount()];
    for (int i = 0; i < grid.voxelCount(); i++) {
      boolean inIslands = islands.toBitSet().get(i);
      values[2 * i] = (byte) (inIslands ? 2 : 0);
    }
    BitSet inBall = ball.toBitSet();
    BitSet inRing = ring.toBitSet();
    for (int i = 0; i < grid.voxelCount(); i++) {
      values[2 * i] = (byte) (values[2 * i] == 2 ? 2 : inBall.get(i) ? 1 : 0);
      values[2 * i + 1] = (byte) (inRing.get(i) ? 1 : 0);
    }
    Path file = on.folder("slicer").resolve("Patient 7.seg.nrrd");
    String names =
        "Segment0_ID:=Segment_1\nSegment0_Name:=Ball\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n"
            + "Segment0_Color:=1 0.5 0\n"
            + "Segment1_Name:=Two islands\nSegment1_LabelValue:=2\nSegment1_Layer:=0\n"
            + "Segment2_Name:=Ring\nSegment2_LabelValue:=1\nSegment2_Layer:=1";
    Files.write(file, join(text(header(grid, 4, "unsigned char", names)), values));
    BitSet left = ball.toBitSet();
    left.andNot(islands.toBitSet());
    for (Path given : new Path[] {file, file.getParent()}) {
      var outcome = ConvertCase.exact().convert(on.series, given, Map.of("Two_islands", "Islands"));
      Map<String, BinaryMask> back = on.rasterized(outcome);
      assertThat(back).containsOnlyKeys("Ball", "Islands", "Ring");
      assertThat(back.get("Ball").toBitSet()).isEqualTo(left);
      assertThat(back.get("Islands").toBitSet()).isEqualTo(islands.toBitSet());
      assertThat(back.get("Ring").toBitSet()).isEqualTo(inRing);
      var read = StructureSetReader.read(ConvertCase.completed(outcome).dataset());
      assertThat(read.roi("Ball").orElseThrow().colour()).contains(new RoiColour(255, 128, 0));
    }
  }

  @Test
  void a_segmentation_cut_to_its_extent_lies_on_the_cts_voxels() throws Exception {
    VoxelGrid part =
        VoxelGrid.even(
            grid.toPatient(new org.contourflow.geometry.VoxelIndex(1, 3, 4)),
            grid.orientation(),
            7,
            20,
            25,
            2.5,
            grid.rowSpacingMm(),
            grid.columnSpacingMm());
    BinaryMask cut = BinaryMask.of(part, (s, r, c) -> ball.get(s + 1, r + 3, c + 4));
    assertThat(cut.count()).isEqualTo(ball.count());
    Path file = on.folder("cut").resolve("Segmentation.seg.nrrd");
    Files.write(
        file,
        join(
            text(header(part, 3, "uint8", "Segment0_Name:=Ball\nSegment0_LabelValue:=1")),
            bytes(cut)));
    assertThat(
            on.rasterized(ConvertCase.exact().convert(on.series, file, Map.of()))
                .get("Ball")
                .toBitSet())
        .isEqualTo(ball.toBitSet());
  }

  @Test
  void a_segmentation_without_names_is_not_called_after_its_file() throws Exception {
    Path file = on.folder("nameless").resolve("Patient.seg.nrrd");
    Files.write(file, join(text(header("uint8")), bytes(ball)));
    for (Path given : new Path[] {file, file.getParent()}) {
      assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, given, Map.of()))
          .isInstanceOf(ConversionRefusal.class)
          .hasMessageContainingAll("names no segments", "--names");
    }
  }

  @Test
  void all_names_that_cannot_be_written_are_told_at_once_with_the_way_out() throws Exception {
    Path folder = on.folder("long");
    for (String name : new String[] {"a name of more than sixteen", "another one of them", "Ok"}) {
      org.contourflow.volume.io.NrrdWriter.write(folder.resolve(name + ".nrrd"), ball);
    }
    assertThatThrownBy(() -> ConvertCase.exact().convert(on.series, folder, Map.of()))
        .isInstanceOf(ConversionRefusal.class)
        .hasMessageContainingAll(
            "'a name of more than sixteen'", "'another one of them'", "1 to 16", "--names");
  }
}
