package org.contourflow.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PhantomFilesTest {
  /** x, y, z in LPS mm and the HU there; each at least 25 mm deep in its tissue. */
  private static final List<double[]> KNOWN_POINTS =
      List.of(
          new double[] {-90, 0, -205, 65},
          new double[] {-90, 0, -120, -820},
          new double[] {90, 20, -120, -800},
          new double[] {25, -30, -140, 40},
          new double[] {45, 75, -98, 45});

  /** Reads a folder as a reader of the standard would and prints the HU at LPS points. */
  private static final String PYDICOM =
      """
      import sys, glob, numpy as np, pydicom
      points = np.array(sys.argv[2:], float).reshape(-1, 3)
      slices = [pydicom.dcmread(f) for f in glob.glob(sys.argv[1] + '/*')]
      for p in points:
          best = None
          for d in slices:
              iop = np.array(d.ImageOrientationPatient, float)
              row, col = iop[:3], iop[3:]
              v = p - np.array(d.ImagePositionPatient, float)
              away = abs(np.dot(v, np.cross(row, col)))
              if best is None or away < best[0]:
                  best = (away, d, np.dot(v, row), np.dot(v, col))
          _, d, across, down = best
          r = int(round(down / float(d.PixelSpacing[0])))
          c = int(round(across / float(d.PixelSpacing[1])))
          print(int(round(d.pixel_array[r, c] * float(d.RescaleSlope) + float(d.RescaleIntercept))),
                d.PatientPosition)
      """;

  static Stream<PhantomBuilder> variants() {
    PhantomBuilder[] byPosition =
        Stream.of(PatientPosition.values())
            .map(p -> Phantom.small().position(p))
            .toArray(PhantomBuilder[]::new);
    return Stream.concat(
        Stream.of(byPosition),
        Stream.of(
            Phantom.small().orientation(StackOrientation.rowFlippedAxial()),
            Phantom.small().orientation(StackOrientation.columnFlippedAxial()),
            Phantom.small().orientation(StackOrientation.sagittal()).evenSlices(64, 6.5),
            Phantom.small().orientation(StackOrientation.coronal()).evenSlices(40, 6.5),
            Phantom.small().orientation(StackOrientation.oblique(12, -20)),
            Phantom.small().orientation(StackOrientation.tilted(15)),
            Phantom.small().matrix(70, 50).spacingMm(5.5, 8.3),
            Phantom.small().pixels(PixelEncoding.SIGNED_PADDED),
            Phantom.small().pixels(PixelEncoding.UNSIGNED_12),
            Phantom.small().transferSyntax(TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN),
            Phantom.small().transferSyntax(TransferSyntax.RLE_LOSSLESS)));
  }

  static Stream<PhantomBuilder> variantsAndDeflated() {
    return Stream.concat(
        variants(),
        Stream.of(
            Phantom.small().transferSyntax(TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)));
  }

  @ParameterizedTest
  @MethodSource("variantsAndDeflated")
  @Tag("peer")
  void pydicom_finds_the_right_tissue_at_known_points(PhantomBuilder builder, @TempDir Path folder)
      throws IOException {
    Peer python = Peer.requirePython("pydicom, numpy");
    builder.noiseHu(0).build().writeTo(folder);
    List<String> arguments = new ArrayList<>(List.of("-c", PYDICOM, folder.toString()));
    KNOWN_POINTS.forEach(
        p -> Stream.of(p[0], p[1], p[2]).map(String::valueOf).forEach(arguments::add));
    Peer.Result result = python.run(arguments.toArray(String[]::new));
    List<Integer> found =
        result.output().lines().map(line -> Integer.valueOf(line.split(" ")[0])).toList();
    assertThat(found).isEqualTo(KNOWN_POINTS.stream().map(p -> (int) p[3]).toList());
    String position = result.output().lines().findFirst().orElseThrow().split(" ")[1];
    assertThat(position).isEqualTo(builder.build().position().name());
  }

  @ParameterizedTest
  @MethodSource("variants")
  @Tag("peer")
  void dciodvfy_finds_no_error(PhantomBuilder builder, @TempDir Path folder) throws IOException {
    Peer peer = Peer.require("dciodvfy");
    for (Path file : builder.build().writeTo(folder).files().subList(0, 2)) {
      assertThat(peer.run(file.toString()).output()).contains("CTImage").doesNotContain("Error");
    }
  }

  /** dciodvfy reads nothing deflated: dcmtk inflates it first. */
  @Test
  @Tag("peer")
  void dciodvfy_finds_no_error_in_what_dcmtk_inflates(@TempDir Path folder) throws IOException {
    Peer peer = Peer.require("dciodvfy");
    Peer dcmtk = Peer.require("dcmconv");
    Path inflated = folder.resolve("inflated.dcm");
    Path file =
        Phantom.small()
            .transferSyntax(TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)
            .build()
            .writeTo(folder.resolve("ct"))
            .files()
            .get(0);
    dcmtk.run("+te", file.toString(), inflated.toString());
    assertThat(peer.run(inflated.toString()).output()).contains("CTImage").doesNotContain("Error");
  }

  @Test
  void the_same_settings_write_the_same_bytes(@TempDir Path a, @TempDir Path b) throws IOException {
    PhantomSeries first = Phantom.small().build().writeTo(a);
    PhantomSeries second = Phantom.small().build().writeTo(b);
    for (int i = 0; i < first.files().size(); i++) {
      assertThat(second.files().get(i)).hasSameBinaryContentAs(first.files().get(i));
    }
  }

  @Test
  void file_names_do_not_sort_into_slice_order(@TempDir Path folder) throws IOException {
    List<Path> files = Phantom.small().build().writeTo(folder).files();
    assertThat(files).hasSize(24).doesNotHaveDuplicates();
    assertThat(files).isNotEqualTo(files.stream().sorted().toList());
  }

  @Test
  void missing_slices_leave_a_gap_and_duplicates_are_extra_files(@TempDir Path folder)
      throws IOException {
    Phantom phantom = Phantom.small().withoutSlices(3, 4).duplicateSlices(0, 1).build();
    PhantomSeries series = phantom.writeTo(folder);
    assertThat(series.files()).hasSize(22);
    assertThat(series.extraFiles()).hasSize(2);
    assertThat(phantom.instanceNumbers()).startsWith(1, 2, 3, 6, 7).endsWith(24);
    StackGeometry g = phantom.geometry();
    assertThat(g.origins().get(3).z() - g.origins().get(2).z()).isEqualTo(24);
  }

  @Test
  void a_built_phantom_does_not_change_with_its_builder() {
    PhantomBuilder builder = Phantom.small();
    Phantom phantom = builder.build();
    builder.withoutSlices(1, 2).position(PatientPosition.FFP);
    assertThat(phantom.instanceNumbers()).hasSize(24);
    assertThat(phantom.position()).isEqualTo(PatientPosition.HFS);
  }

  @Test
  void decimal_strings_have_at_most_16_characters() {
    for (double value : new double[] {-123456.789012345, Math.PI, -1e-7, 0.1 + 0.2, 1e15}) {
      assertThat(DicomBytes.decimal(value)).hasSizeLessThanOrEqualTo(16);
      assertThat(Double.parseDouble(DicomBytes.decimal(value)))
          .isCloseTo(value, org.assertj.core.api.Assertions.within(Math.abs(value) * 1e-9 + 1e-10));
    }
  }

  @ParameterizedTest
  @EnumSource(HostileInput.class)
  void hostile_inputs_stay_in_their_folder_and_name_no_patient(
      HostileInput input, @TempDir Path folder) throws IOException {
    Path inbox = Files.createDirectory(folder.resolve("inbox"));
    input.write(inbox);
    try (Stream<Path> written = Files.list(inbox)) {
      List<String> names = written.map(p -> p.getFileName().toString()).toList();
      assertThat(names).isNotEmpty();
      for (String identifier : PhantomPatient.ZEBEDEE.identifiers()) {
        assertThat(names).noneMatch(n -> n.toLowerCase(Locale.ROOT).contains(identifier));
      }
    }
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside).containsExactly(inbox);
    }
  }

  @Test
  void a_localizer_comes_beside_the_whole_series(@TempDir Path folder) throws IOException {
    HostileInput.LOCALIZER.write(folder);
    try (Stream<Path> written = Files.list(folder)) {
      assertThat(written).hasSize(11);
    }
  }

  @Test
  @Tag("peer")
  void three_thousand_sequences_are_really_nested(@TempDir Path folder) throws IOException {
    Peer dcmdump = Peer.require("dcmdump");
    HostileInput.NESTED_SEQUENCES.write(folder);
    String dump = dcmdump.run(folder.resolve("nested.dcm").toString()).output();
    assertThat(dump.lines().filter(line -> line.contains("(0040,a730)")).count()).isEqualTo(3000);
  }

  @Test
  void zip_entries_of_a_slip_leave_the_folder(@TempDir Path folder) throws IOException {
    HostileInput.ZIP_SLIP.write(folder);
    try (var zip = new java.util.zip.ZipFile(folder.resolve("slip.zip").toFile())) {
      assertThat(zip.stream().map(java.util.zip.ZipEntry::getName)).contains("../escaped.dcm");
    }
  }

  @Test
  void descending_offsets_are_a_mistake_of_the_caller() {
    PhantomBuilder builder = Phantom.small().slicesAtMm(3, 0, -3);
    assertThatThrownBy(builder::build).hasMessageContaining("ascend");
  }
}
