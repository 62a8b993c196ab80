package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.RasterizedRoi;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetRasterizer;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.SharedData;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One patient as DICOM series in other positions, by {@code contourflow contour} with the models
 * that come with the product: DICOM in, RTSTRUCT out, read back in patient coordinates.
 */
class TurnedSeriesTest {
  private static final String AS_IT_IS = "as-it-is";
  private static final List<PatientPosition> TURNED =
      List.of(PatientPosition.FFS, PatientPosition.HFP, PatientPosition.FFP, PatientPosition.HFDL);

  @TempDir Path root;

  /** Positions, and axial slices whose first row is posterior, as some exports write them. */
  private static List<TurnedCt> turns() {
    List<TurnedCt> turns = new ArrayList<>();
    for (PatientPosition position : TURNED) {
      turns.add(new TurnedCt(position.name(), position, position.gantryOrientation()));
    }
    turns.add(new TurnedCt("row-flipped", PatientPosition.HFS, StackOrientation.rowFlippedAxial()));
    return turns;
  }

  /** Contours a series and its turned likenesses in one run. */
  private Map<String, Path> contour(List<Path> slices, List<TurnedCt> turns, String... models)
      throws IOException {
    Path ct = Files.createDirectories(root.resolve("ct"));
    for (Path slice : slices) {
      Path own = Files.createDirectories(ct.resolve(AS_IT_IS));
      Files.copy(slice, own.resolve(slice.getFileName()));
    }
    Map<String, String> names = new LinkedHashMap<>();
    names.put(seriesUid(slices.get(0)), AS_IT_IS);
    for (TurnedCt turn : turns) {
      turn.write(slices, ct.resolve(turn.name()));
      try (Stream<Path> written = Files.list(ct.resolve(turn.name()))) {
        names.put(seriesUid(written.findFirst().orElseThrow()), turn.name());
      }
    }
    List<String> arguments = new ArrayList<>(List.of("contour", "--ct", ct.toString()));
    arguments.addAll(List.of("--out", root.resolve("out").toString()));
    arguments.addAll(List.of("--models", root.resolve("models").toString()));
    for (String model : models) {
      arguments.addAll(List.of("--model", model));
    }
    assertThat(Main.commandLine().execute(arguments.toArray(String[]::new))).isZero();
    return rtstructs(names);
  }

  private static String seriesUid(Path slice) throws IOException {
    return DicomFiles.readHeader(slice).dataset().text(DicomTag.SeriesInstanceUID);
  }

  /** The files by what was turned, told by the series they refer to. */
  private Map<String, Path> rtstructs(Map<String, String> names) throws IOException {
    Map<String, Path> out = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(root.resolve("out"))) {
      for (Path file : files.filter(f -> f.endsWith("rtstruct.dcm")).toList()) {
        String referred =
            DicomFiles.read(file)
                .dataset()
                .firstItem(
                    DicomTag.ReferencedFrameOfReferenceSequence,
                    DicomTag.RTReferencedStudySequence,
                    DicomTag.RTReferencedSeriesSequence)
                .orElseThrow()
                .text(DicomTag.SeriesInstanceUID);
        out.put(names.get(referred), file);
      }
    }
    assertThat(out.keySet()).containsExactlyInAnyOrderElementsOf(names.values());
    return out;
  }

  /** What the RTSTRUCT encloses, on one grid for all: its planes are the same in space. */
  private static Map<String, BinaryMask> read(Path rtstruct, VoxelGrid grid) throws IOException {
    ReadStructureSet set = StructureSetReader.read(rtstruct);
    Map<String, BinaryMask> masks = new LinkedHashMap<>();
    for (ReadRoi roi : set.rois()) {
      RasterizedRoi read = new StructureSetRasterizer(grid).rasterize(roi);
      assertThat(read.contoursLeftOut()).as(roi.name()).isEmpty();
      masks.put(roi.name(), read.mask());
    }
    return masks;
  }

  private void assertSamePatient(Map<String, Path> rtstructs, VoxelGrid grid, double leastDice)
      throws IOException {
    Map<String, BinaryMask> reference = read(rtstructs.get(AS_IT_IS), grid);
    for (Map.Entry<String, Path> turned : rtstructs.entrySet()) {
      Map<String, BinaryMask> masks = read(turned.getValue(), grid);
      assertThat(present(masks)).as(turned.getKey()).isEqualTo(present(reference));
      for (String name : present(reference)) {
        String what = turned.getKey() + " " + name;
        double dice = dice(reference.get(name).toBitSet(), masks.get(name).toBitSet());
        assertThat(dice).as("Dice of %s", what).isGreaterThan(leastDice);
      }
      assertSides(turned.getKey(), masks);
      assertThat(
              Main.commandLine()
                  .execute(
                      "check",
                      turned.getValue().toString(),
                      "--ct",
                      root.resolve("ct").resolve(turned.getKey()).toString()))
          .as("check of %s", turned.getKey())
          .isZero();
    }
  }

  private static List<String> present(Map<String, BinaryMask> masks) {
    return masks.entrySet().stream()
        .filter(e -> !e.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Left is where x is larger: LPS. */
  private static void assertSides(String what, Map<String, BinaryMask> masks) {
    for (String left : masks.keySet()) {
      String right = left.replaceAll("_L$", "_R");
      boolean pair = !left.equals(right) && masks.containsKey(right);
      if (pair && !masks.get(left).isEmpty() && !masks.get(right).isEmpty()) {
        assertThat(meanX(masks.get(left)) - meanX(masks.get(right)))
            .as("%s: %s is to the patient's left of %s", what, left, right)
            .isGreaterThan(30);
      }
    }
  }

  private static double meanX(BinaryMask mask) {
    BitSet bits = mask.toBitSet();
    VoxelGrid grid = mask.grid();
    return bits.stream()
        .mapToDouble(
            i -> {
              int plane = grid.rows() * grid.columns();
              return grid.toPatient(
                      new org.contourflow.geometry.VoxelIndex(
                          i / plane, i % plane / grid.columns(), i % grid.columns()))
                  .xMm();
            })
        .average()
        .orElseThrow();
  }

  private static double dice(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    return 2.0 * both.cardinality() / (a.cardinality() + b.cardinality());
  }

  private static VoxelGrid grid(List<Path> slices) throws IOException {
    return new CtSeriesAssembler().assemble(slices).accepted().get(0).grid();
  }

  @Test
  void a_phantom_in_any_position_has_the_same_structures_in_space() throws IOException {
    Phantom phantom = Phantom.smallHeadNeck().build();
    PhantomSeries series = phantom.writeTo(root.resolve("phantom"));
    VoxelGrid grid = grid(series.files());
    // One network shows it; the built-in protocol, which has two, is turned in the long test.
    Map<String, Path> rtstructs =
        contour(series.files(), turns(), "hu-anatomy", "head-neck-openkbp");
    assertSamePatient(rtstructs, grid, 0.97);
    for (Path rtstruct : rtstructs.values()) {
      BitSet body = read(rtstruct, grid).get("External").toBitSet();
      assertThat(dice(body, phantom.truth().mask("External")))
          .as("body where it is")
          .isGreaterThan(0.97);
    }
  }

  @Test
  @Tag("long")
  void a_real_patient_in_any_position_has_the_same_structures_in_space() throws IOException {
    Path unpacked = SharedData.unzip("cerr_hn_picker/pt_1.zip", root.resolve("zip"));
    List<Path> slices;
    try (Stream<Path> files = Files.walk(unpacked)) {
      slices = files.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    }
    Map<String, Path> rtstructs = contour(slices, turns());
    VoxelGrid grid = grid(slices);
    assertThat(present(read(rtstructs.get(AS_IT_IS), grid)))
        .contains("Brainstem", "SpinalCord", "Parotid_L", "Parotid_R", "Bone_Mandible")
        .contains("Brain", "Glnd_Submand_L", "Glnd_Submand_R", "SpinalCanal");
    assertSamePatient(rtstructs, grid, 0.98);
  }
}
