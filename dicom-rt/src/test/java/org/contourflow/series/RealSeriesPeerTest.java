package org.contourflow.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real series, voxel for voxel as pydicom reads them. */
@Tag("peer")
class RealSeriesPeerTest {
  @TempDir private Path folder;

  static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cerr_hn_picker/pt_1.zip, 90, none",
    "ibsi_lung_phantom/pat_1.zip, 60, HFS",
    "ibsi_lung_phantom/pat_2.zip, 41, HFS",
    "ibsi_lung_phantom/pat_3.zip, 46, HFS",
    "ibsi_lung_phantom/pat_4.zip, 56, HFS",
    "crlm_ge_abdomen/CRLM-CT-1004.zip, 41, FFS",
    "ts_example/example_ct_dicom, 20, HFS"
  })
  void every_voxel_spacing_orientation_and_order_is_as_pydicom_reads_it(
      String data, int slices, String position) throws IOException {
    Peer python = Peer.requirePython("pydicom");
    Path source =
        data.endsWith(".zip")
            ? SharedData.unzip(data, folder.resolve("in"))
            : SharedData.require(data);
    // ts_example has lost its study, series and SOP UIDs to an anonymiser.
    MissingUids missing = data.startsWith("ts_example") ? MissingUids.DERIVE : MissingUids.REFUSE;
    SeriesAssembly assembly =
        new CtSeriesAssembler(GeometryPolicy.STRICT, missing).assemble(filesBelow(source));
    assertThat(assembly.accepted()).as(assembly.toString()).hasSize(1);
    assertThat(assembly.refused()).allMatch(refusal -> refusal.code().isSetAside());
    CtSeries series = assembly.accepted().get(0);
    assertThat(series.grid().slices()).isEqualTo(slices);
    assertThat(series.patientPosition().orElse("none")).isEqualTo(position);
    compare(python, series);
  }

  private void compare(Peer python, CtSeries series) throws IOException {
    Path raw = folder.resolve("truth.raw");
    Path script = folder.resolve("ct_truth.py");
    try (var in = RealSeriesPeerTest.class.getResourceAsStream("/peer/ct_truth.py")) {
      Files.copy(in, script);
    }
    List<String> arguments = new ArrayList<>(List.of(script.toString(), raw.toString()));
    series.slices().forEach(slice -> arguments.add(slice.file().toString()));
    java.util.Collections.reverse(arguments.subList(2, arguments.size()));
    Peer.Result result = python.run(arguments.toArray(String[]::new));
    assertThat(result.exit()).as(result.output()).isZero();
    compareGeometry(series, result.output().lines().map(line -> line.split(" ")).toList());
    ShortBuffer truth =
        ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    assertThat(series.readVolume().values().mismatch(truth))
        .as("first differing voxel")
        .isEqualTo(-1);
  }

  private static void compareGeometry(CtSeries series, List<String[]> lines) {
    VoxelGrid grid = series.grid();
    int slice = 0;
    for (String[] line : lines) {
      double[] numbers =
          Arrays.stream(line)
              .skip(line[0].equals("slice") ? 2 : 1)
              .mapToDouble(Double::parseDouble)
              .toArray();
      switch (line[0]) {
        case "shape" ->
            assertThat(numbers).containsExactly(grid.slices(), grid.rows(), grid.columns());
        case "spacing" ->
            assertThat(numbers).containsExactly(grid.rowSpacingMm(), grid.columnSpacingMm());
        case "orientation" -> {
          Direction row = grid.orientation().alongRow();
          Direction column = grid.orientation().alongColumn();
          assertThat(numbers)
              .containsExactly(row.x(), row.y(), row.z(), column.x(), column.y(), column.z());
        }
        case "slice" -> {
          assertThat(series.slices().get(slice).sopInstanceUid()).isEqualTo(line[1]);
          assertThat(grid.sliceOrigins().get(slice))
              .isEqualTo(new PatientPoint(numbers[0], numbers[1], numbers[2]));
          slice++;
        }
        default -> throw new AssertionError("unexpected line " + line[0]);
      }
    }
    assertThat(slice).isEqualTo(grid.slices());
  }
}
