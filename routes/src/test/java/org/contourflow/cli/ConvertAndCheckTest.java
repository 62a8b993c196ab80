package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.LabelMap;
import org.contourflow.volume.io.NiftiReader;
import org.contourflow.volume.io.NiftiWriter;
import org.contourflow.volume.io.NrrdReader;
import org.contourflow.volume.io.NrrdWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user sees of {@code convert} and {@code check}: results, messages, exit status. */
class ConvertAndCheckTest {
  @TempDir static Path shared;
  @TempDir Path root;

  private static Path ct;
  private static PhantomSeries phantom;
  private static VoxelGrid grid;
  private BinaryMask heart;
  private BinaryMask lung;
  private String printed;

  @BeforeAll
  static void writeCt() throws IOException {
    ct = shared.resolve("ct");
    phantom = Phantom.small().noiseHu(0).build().writeTo(ct);
    grid = ((CtFolder.Outcome.Found) CtFolder.load(ct, Optional.empty())).series().grid();
  }

  @BeforeEach
  void writeMasks() throws IOException {
    Phantom small = Phantom.small().noiseHu(0).build();
    heart = BinaryMask.wrap(grid, small.truth().mask("Heart"));
    lung = BinaryMask.wrap(grid, small.truth().mask("Lung_L"));
    Files.createDirectories(root.resolve("masks"));
    NrrdWriter.write(root.resolve("masks/Heart.nrrd"), heart);
    NiftiWriter.write(root.resolve("masks/Lung_L.nii.gz"), lung);
  }

  private int run(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
    int status = line.execute(arguments);
    printed = text.toString();
    assertThat(printed).doesNotContain("\tat ").doesNotContain("Exception");
    return status;
  }

  private int toRtstruct(String masks, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("convert", "to-rtstruct", "--ct", ct.toString(), "--masks"));
    arguments.addAll(List.of(root.resolve(masks).toString(), "--out", out().toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int toMasks(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(List.of("convert", "to-masks", "--ct", ct.toString()));
    arguments.addAll(List.of("--rtstruct", out().toString(), "--out"));
    arguments.add(root.resolve("back").toString());
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private Path out() {
    return root.resolve("rtss.dcm");
  }

  private static void assertSame(BinaryMask back, BinaryMask mask) {
    assertThat(back.grid().matches(grid, 1e-3)).isTrue();
    assertThat(back.toBitSet()).isEqualTo(mask.toBitSet());
  }

  @Test
  void masks_go_to_a_structure_set_that_passes_the_check_and_come_back() throws Exception {
    assertThat(toRtstruct("masks")).as(printed).isZero();
    assertThat(printed).contains("written: ", "UNAPPROVED");
    assertThat(run("check", out().toString(), "--ct", ct.toString())).as(printed).isZero();
    assertThat(printed).contains("0 errors, 0 warnings");
    assertThat(toMasks()).as(printed).isZero();
    assertSame(NrrdReader.read(root.resolve("back/Heart.nrrd")).onlyMask(), heart);
    assertSame(NrrdReader.read(root.resolve("back/Lung_L.nrrd")).onlyMask(), lung);
    assertThat(toMasks("--format", "nii.gz", "--roi", "Lung_L")).as(printed).isZero();
    assertSame(NiftiReader.read(root.resolve("back/Lung_L.nii.gz")).onlyMask(), lung);
    assertThat(root.resolve("back/Heart.nii.gz")).doesNotExist();
  }

  @Test
  void a_label_map_is_taken_apart_by_names() throws Exception {
    byte[] labels = new byte[(int) grid.voxelCount()];
    lung.toBitSet().stream().forEach(i -> labels[i] = 7);
    NiftiWriter.write(root.resolve("labels.nii.gz"), LabelMap.wrap(grid, labels));
    Path names = root.resolve("names.txt");
    Files.writeString(names, "7 Lung_L\n8 Heart\n");
    assertThat(toRtstruct("labels.nii.gz", "--names", names.toString())).as(printed).isZero();
    assertThat(printed).contains("Heart: absent");
    assertThat(toMasks("--roi", "Lung_L")).isZero();
    assertSame(NrrdReader.read(root.resolve("back/Lung_L.nrrd")).onlyMask(), lung);
  }

  @Test
  void options_reach_the_file() throws Exception {
    assertThat(
            toRtstruct(
                "masks",
                "--profile=raystation",
                "--label=PLAN A",
                "--created=2026-11-24T08:15:00",
                "--smooth",
                "--tolerance-mm=0.3"))
        .as(printed)
        .isZero();
    DicomDataset smooth = DicomFiles.read(out()).dataset();
    assertThat(smooth.text(DicomTag.StructureSetLabel)).isEqualTo("PLAN A");
    assertThat(smooth.text(DicomTag.StructureSetTime)).isEqualTo("081500");
    assertThat(run("check", out().toString(), "--ct", ct.toString())).as(printed).isZero();
    assertThat(toRtstruct("masks", "--created=2026-11-24T08:15:00")).isZero();
    byte[] once = Files.readAllBytes(out());
    assertThat(toRtstruct("masks", "--created=2026-11-24T08:15:00")).isZero();
    assertThat(Files.readAllBytes(out())).isEqualTo(once);
    assertThat(points(DicomFiles.read(out()).dataset())).isNotEqualTo(points(smooth));
  }

  private static int points(DicomDataset dataset) {
    return dataset.items(DicomTag.ROIContourSequence).stream()
        .flatMap(roi -> roi.items(DicomTag.ContourSequence).stream())
        .mapToInt(c -> c.integer(DicomTag.NumberOfContourPoints).orElse(0))
        .sum();
  }

  @Test
  void another_grid_is_refused_and_resampled_when_asked() throws Exception {
    VoxelGrid other =
        VoxelGrid.even(
            grid.sliceOrigins().get(0).plus(grid.orientation().alongRow(), 0.4),
            grid.orientation(),
            grid.slices(),
            grid.rows(),
            grid.columns(),
            grid.sliceStepMm(0),
            grid.rowSpacingMm(),
            grid.columnSpacingMm());
    NrrdWriter.write(root.resolve("Heart.nrrd"), BinaryMask.wrap(other, heart.toBitSet()));
    assertThat(toRtstruct("Heart.nrrd")).isEqualTo(1);
    assertThat(printed).contains("Heart: its voxels are not the CT's", "--resample");
    assertThat(out()).doesNotExist();
    assertThat(toRtstruct("Heart.nrrd", "--resample")).as(printed).isZero();
    assertThat(toMasks()).isZero();
    // 0.4 mm is less than half a pixel: the nearest voxel is the one of the same index.
    assertSame(NrrdReader.read(root.resolve("back/Heart.nrrd")).onlyMask(), heart);
  }

  @Test
  void a_slice_of_the_ct_is_not_written_over() throws Exception {
    Path slice = ct.resolve(phantom.files().get(3).getFileName());
    byte[] before = Files.readAllBytes(slice);
    int status =
        run(
            "convert",
            "to-rtstruct",
            "--ct",
            ct.toString(),
            "--masks",
            root.resolve("masks").toString(),
            "--out",
            slice.toString());
    assertThat(status).isEqualTo(1);
    assertThat(printed).contains("is there already and no RT Structure Set; it stays");
    assertThat(slice).hasBinaryContent(before);
  }

  @Test
  void wrong_usage_ends_with_2_and_says_what_there_is() {
    assertThat(toRtstruct("masks", "--profile=varian")).isEqualTo(2);
    assertThat(printed).contains("'varian'", "generic", "eclipse", "monaco");
    assertThat(toRtstruct("masks", "--tolerance-mm=-1")).isEqualTo(2);
    assertThat(printed).contains("0 mm or more");
    assertThat(toRtstruct("masks", "--label=seventeen letters")).isEqualTo(2);
    assertThat(printed).contains("1 to 16");
    assertThat(toMasks("--format=mha")).isEqualTo(2);
    assertThat(printed).contains("nrrd or nii.gz");
    assertThat(run("convert", "to-masks")).isEqualTo(2);
    assertThat(printed).contains("--ct", "--rtstruct");
    assertThat(run("check")).isEqualTo(2);
    assertThat(out()).doesNotExist();
  }

  @Test
  void what_cannot_be_read_ends_with_1_and_names_the_file() throws Exception {
    assertThat(toRtstruct("nowhere")).isEqualTo(1);
    assertThat(printed).contains("nowhere", "is not there");
    Files.writeString(root.resolve("text.nrrd"), "no NRRD at all\n");
    assertThat(toRtstruct("text.nrrd")).isEqualTo(1);
    assertThat(printed).contains("text.nrrd", "NRRD000");
    assertThat(toMasks()).isEqualTo(1);
    assertThat(printed).contains("rtss.dcm", "no such file");
    assertThat(run("check", root.resolve("absent.dcm").toString())).isEqualTo(1);
    assertThat(printed).contains("absent.dcm", "no such file");
    Path slice = phantom.files().get(0);
    assertThat(run("check", root.resolve("text.nrrd").toString())).isEqualTo(1);
    assertThat(printed).contains("text.nrrd");
    assertThat(
            run(
                "convert",
                "to-masks",
                "--ct",
                ct.toString(),
                "--rtstruct",
                slice.toString(),
                "--out",
                root.resolve("back").toString()))
        .isEqualTo(1);
    assertThat(printed).contains("is not an RT Structure Set");
    Path empty = Files.createDirectories(root.resolve("empty"));
    assertThat(run("check", slice.toString(), "--ct", empty.toString())).isEqualTo(1);
    assertThat(printed).contains("no usable CT series", "What to do");
  }

  @Test
  void a_structure_set_with_an_error_ends_with_1_and_tag_path_and_rule() throws Exception {
    assertThat(toRtstruct("masks")).isZero();
    DicomDataset dataset = DicomFiles.read(out()).dataset();
    dataset
        .items(DicomTag.ROIContourSequence)
        .get(1)
        .items(DicomTag.ContourSequence)
        .get(2)
        .put(DicomTag.NumberOfContourPoints, "3");
    DicomFiles.write(out(), dataset, "1.2.840.10008.1.2");
    assertThat(run("check", out().toString())).isEqualTo(1);
    assertThat(printed)
        .contains("ERROR WRONG_POINT_COUNT")
        .contains("ROIContourSequence[1].ContourSequence[2].NumberOfContourPoints (3006,0046)")
        .contains("PS3.3 C.8.8.6")
        .contains("1 errors, 0 warnings");
  }
}
