package org.contourflow.volume.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.testdata.Peer;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NrrdTest {
  @TempDir Path folder;

  static Stream<SliceOrientation> orientations() {
    return NiftiTest.orientations();
  }

  private static VoxelGrid grid(SliceOrientation orientation) {
    return VoxelGrid.even(
        new PatientPoint(-10.25, 20.5, -300.125), orientation, 4, 5, 6, 3, 0.75, 1.25);
  }

  private static BinaryMask mask(VoxelGrid grid) {
    return BinaryMask.of(grid, (s, r, c) -> (s * 31 + r * 17 + c * 7) % 5 < 2 && s != 2);
  }

  @ParameterizedTest
  @MethodSource("orientations")
  void a_mask_comes_back_with_every_voxel_at_its_place(SliceOrientation orientation)
      throws IOException {
    BinaryMask mask = mask(grid(orientation));
    Path file = folder.resolve("a.nrrd");
    NrrdWriter.write(file, mask);
    BinaryMask back = NrrdReader.read(file).onlyMask();
    assertThat(back.grid().matches(mask.grid(), 1e-9)).isTrue();
    assertThat(back.toBitSet()).isEqualTo(mask.toBitSet());
    assertThat(folder.toFile().list()).containsExactly("a.nrrd");
  }

  @ParameterizedTest
  @MethodSource("orientations")
  @Tag("peer")
  void plastimatch_reads_what_we_write_with_every_voxel_at_its_place(SliceOrientation orientation)
      throws IOException {
    Peer plastimatch = Peer.require("plastimatch");
    BinaryMask mask = mask(grid(orientation));
    Path ours = folder.resolve("ours.nrrd");
    Path theirs = folder.resolve("theirs.nii.gz");
    NrrdWriter.write(ours, mask);
    assertThat(convert(plastimatch, ours, theirs).exit()).isZero();
    assertSameVoxels(NiftiReader.read(theirs).onlyMask(), mask);
  }

  @ParameterizedTest
  @MethodSource("orientations")
  @Tag("peer")
  void what_plastimatch_writes_is_read_with_every_voxel_at_its_place(SliceOrientation orientation)
      throws IOException {
    Peer plastimatch = Peer.require("plastimatch");
    BinaryMask mask = mask(grid(orientation));
    Path ours = folder.resolve("ours.nii.gz");
    Path theirs = folder.resolve("theirs.nrrd");
    NiftiWriter.write(ours, mask);
    assertThat(convert(plastimatch, ours, theirs).exit()).isZero();
    assertSameVoxels(NrrdReader.read(theirs).onlyMask(), mask);
  }

  private static Peer.Result convert(Peer plastimatch, Path in, Path out) {
    return plastimatch.run("convert", "--input", in.toString(), "--output-img", out.toString());
  }

  /** Compares by place in the patient, whatever the order of the axes. */
  private static void assertSameVoxels(BinaryMask theirs, BinaryMask ours) {
    assertThat(theirs.count()).isEqualTo(ours.count()).isPositive();
    VoxelGrid grid = theirs.grid();
    for (int s = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++) {
          PatientPoint point = grid.toPatient(new VoxelIndex(s, r, c));
          int slice = ours.grid().nearestSlice(point);
          var pixel = ours.grid().toPixel(slice, point);
          VoxelIndex same =
              new VoxelIndex(slice, (int) Math.rint(pixel.row()), (int) Math.rint(pixel.column()));
          assertThat(ours.grid().toPatient(same).distanceMm(point)).isLessThan(0.001);
          assertThat(theirs.get(s, r, c))
              .isEqualTo(ours.get(same.slice(), same.row(), same.column()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"left-posterior-superior", "LPS", "right-anterior-superior", "RAS", "LAS"})
  void each_space_names_the_same_places(String space) throws IOException {
    BinaryMask mask = mask(grid(SliceOrientation.AXIAL));
    Path file = folder.resolve("s.nrrd");
    new ForeignNrrd(mask.grid()).space(space).write(file, (s, r, c) -> mask.get(s, r, c) ? 1 : 0);
    assertSameVoxels(NrrdReader.read(file).onlyMask(), mask);
  }

  @ParameterizedTest
  @CsvSource({
    "int8,-7",
    "signed char,-7",
    "uint8,200",
    "uchar,200",
    "short,-300",
    "int16,-300",
    "ushort,60000",
    "uint16,60000",
    "int,-70000",
    "int32,-70000",
    "uint,3000000000",
    "float,-0.25",
    "double,1e-3"
  })
  void each_type_is_read_in_both_byte_orders_raw_and_gzip(String type, double value)
      throws IOException {
    BinaryMask mask = mask(grid(SliceOrientation.AXIAL));
    for (String encoding : List.of("raw", "gzip")) {
      for (boolean big : new boolean[] {false, true}) {
        Path file = folder.resolve("t.nrrd");
        ForeignNrrd nrrd = new ForeignNrrd(mask.grid()).type(type).encoding(encoding);
        (big ? nrrd.bigEndian() : nrrd).write(file, (s, r, c) -> mask.get(s, r, c) ? value : 0);
        NrrdImage image = NrrdReader.read(file);
        assertThat(image.onlyMask().toBitSet()).isEqualTo(mask.toBitSet());
        double read = image.value(0, 0, 0);
        assertThat(read).isEqualTo(type.equals("float") ? (float) value : value);
      }
    }
  }

  @Test
  void labels_are_told_apart_and_listed() throws IOException {
    VoxelGrid grid = grid(SliceOrientation.AXIAL);
    Path file = folder.resolve("l.nrrd");
    new ForeignNrrd(grid).type("short").write(file, (s, r, c) -> r == 4 ? 0 : 300 * s + c);
    NrrdImage image = NrrdReader.read(file);
    assertThat(image.labels()).hasSize(23).startsWith(1, 2, 3, 4, 5, 300, 301);
    assertThat(image.maskOf(301).count()).isEqualTo(4);
    assertThat(image.maskOf(301).get(1, 3, 1)).isTrue();
    assertThatThrownBy(image::onlyMask).hasMessageContaining("more than one value");
  }

  @Test
  void a_posterior_is_no_mask_and_no_label_map() throws IOException {
    Path file = folder.resolve("p.nrrd");
    new ForeignNrrd(grid(SliceOrientation.AXIAL)).type("float").write(file, (s, r, c) -> c / 10.0);
    NrrdImage image = NrrdReader.read(file);
    assertThatThrownBy(image::onlyMask).hasMessageContaining("more than one value");
    assertThatThrownBy(image::labels).hasMessageContaining("whole numbers");
  }

  static Stream<String[]> broken() {
    return Stream.of(
        new String[] {"NRRD0004", "NRRX0004", "does not begin with NRRD000"},
        new String[] {"dimension: 3", "dimension: 4", "not 3-dimensional"},
        new String[] {"encoding: raw", "encoding: bzip2", "use raw or gzip"},
        new String[] {"encoding: raw", "data file: a.raw\nencoding: raw", "one .nrrd"},
        new String[] {"type: uint8", "type: block", "voxel type 'block'"},
        new String[] {"space: left-posterior-superior\n", "", "save it as LPS or RAS"},
        new String[] {"space: left-posterior-superior", "space: scanner-xyz", "LPS or RAS"},
        new String[] {"space origin: (-10.25,20.5,-300.125)\n", "", "no place in a patient"},
        new String[] {"space directions: (1.25,0.0,0.0)", "space directions: (1.25,0,0.4)", "grid"},
        new String[] {"sizes: 6 5 4", "sizes: 6 5 5", "cut short"},
        new String[] {"sizes: 6 5 4", "sizes: 6 five 4", "grid"},
        new String[] {"sizes: 6 5 4", "sizes: 6 5 0", "grid"},
        new String[] {"sizes: 6 5 4", "sizes: 60000 50000 4", "2 GB"});
  }

  @ParameterizedTest
  @MethodSource("broken")
  void what_cannot_be_placed_is_refused_with_the_reason(String from, String to, String reason)
      throws IOException {
    Path file = folder.resolve("b.nrrd");
    NrrdWriter.write(file, mask(grid(SliceOrientation.AXIAL)));
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> NrrdReader.read(file))
        .isInstanceOf(NrrdFormatException.class)
        .hasMessageContaining("b.nrrd")
        .hasMessageContaining(reason);
  }

  @Test
  void a_file_cut_anywhere_is_refused_as_cut_short() throws IOException {
    Path file = folder.resolve("c.nrrd");
    NrrdWriter.write(file, mask(grid(SliceOrientation.AXIAL)));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 11) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> NrrdReader.read(file)).isInstanceOf(NrrdFormatException.class);
    }
  }

  @Test
  void an_uneven_stack_is_refused_by_the_writer() {
    VoxelGrid uneven =
        new VoxelGrid(
            List.of(
                new PatientPoint(0, 0, 0), new PatientPoint(0, 0, 3), new PatientPoint(0, 0, 5)),
            SliceOrientation.AXIAL,
            1,
            1,
            4,
            4);
    assertThatThrownBy(
            () ->
                NrrdWriter.write(
                    folder.resolve("u.nrrd"), BinaryMask.of(uneven, (s, r, c) -> true)))
        .hasMessageContaining("uneven");
  }
}
