package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code contourflow contour} takes and says. */
class ContourCommandTest {
  @TempDir Path root;
  private final StringWriter told = new StringWriter();

  private int contour(Path ct, String... more) throws IOException {
    return run(ct, List.of("--model", "hu-anatomy"), more);
  }

  private int contourBy(Path rules, Path ct) throws IOException {
    return run(ct, List.of("--rules", rules.toString()));
  }

  private int run(Path ct, List<String> what, String... more) throws IOException {
    PrintStream before = System.err;
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      List<String> line =
          new ArrayList<>(
              List.of(
                  "contour",
                  "--ct",
                  ct.toString(),
                  "--out",
                  root.resolve("out").toString(),
                  "--models",
                  root.resolve("models").toString()));
      line.addAll(what);
      line.addAll(List.of(more));
      return Main.commandLine()
          .setErr(new PrintWriter(told, true))
          .execute(line.toArray(String[]::new));
    } finally {
      System.setErr(before);
      told.append(err.toString(StandardCharsets.UTF_8));
    }
  }

  private static Path zip(PhantomSeries series, Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (Path file : series.files()) {
        entries.putNextEntry(new ZipEntry("series/" + file.getFileName()));
        Files.copy(file, entries);
      }
    }
    return zip;
  }

  @Test
  void a_zip_in_the_folder_is_contoured_and_left_as_it_was() throws IOException {
    PhantomSeries series = Phantom.small().build().writeTo(root.resolve("series"));
    Path folder = Files.createDirectory(root.resolve("given"));
    Path zip = zip(series, folder.resolve("series.zip"));
    byte[] before = Files.readAllBytes(zip);
    assertThat(contour(folder)).as(told.toString()).isZero();
    assertThat(DicomFiles.read(root.resolve("out/rtstruct.dcm")).dataset().text(DicomTag.Modality))
        .isEqualTo("RTSTRUCT");
    assertThat(root.resolve("out/contours.png")).isNotEmptyFile();
    assertThat(zip).hasBinaryContent(before);
    assertThat(folder.toFile().list()).containsExactly("series.zip");
  }

  @Test
  void a_zip_that_would_leave_its_folder_is_refused_by_name() throws IOException {
    HostileInput.ZIP_SLIP.write(Files.createDirectory(root.resolve("given")));
    assertThat(contour(root.resolve("given"))).isEqualTo(1);
    assertThat(told.toString()).contains("ZIP_LEAVES_FOLDER", ".zip", "no CT series");
  }

  /** A chest, by a rule that gives it two protocols: one of them is for heads. */
  @Test
  void of_two_protocols_the_one_that_refuses_does_not_take_the_other_s_contours_away()
      throws IOException {
    PhantomSeries series = Phantom.small().build().writeTo(root.resolve("series"));
    Path rules =
        Files.writeString(
            root.resolve("rules.yaml"),
            """
            match: every
            protocols:
              - {name: head, models: [head-neck-openkbp]}
              - {name: body, models: [hu-anatomy]}
            rules:
              - {name: all, protocols: [head, body]}
            """);
    assertThat(contourBy(rules, series.files().get(0).getParent()))
        .as(told.toString())
        .isEqualTo(1);
    assertThat(told.toString())
        .containsOnlyOnce("refused: BODY_PART_NOT_SHOWN")
        .contains("mm of head and neck");
    assertThat(root.resolve("out/body/rtstruct.dcm")).isNotEmptyFile();
    assertThat(root.resolve("out/head/rtstruct.dcm")).doesNotExist();
  }

  /** The first picture that somebody sees: {@code contourflow demo} makes this patient. */
  @Test
  @Tag("long")
  void the_shipped_network_finds_all_its_organs_in_the_patient_of_the_demo() throws IOException {
    PhantomSeries series = Phantom.detailed().build().writeTo(root.resolve("series"));
    Path folder = series.files().get(0).getParent();
    assertThat(run(folder, List.of("--model", "head-neck-openkbp"))).as(told.toString()).isZero();
    Map<String, double[]> middles = middles(root.resolve("out/rtstruct.dcm"));
    assertThat(middles)
        .containsOnlyKeys(
            "Brainstem",
            "SpinalCord",
            "Parotid_L",
            "Parotid_R",
            "Esophagus",
            "Larynx",
            "Bone_Mandible");
    // Simple shapes are contoured roughly: where they are, and on which side, is asked here.
    near(middles.get("Brainstem"), 0, 33, 118, 25);
    near(middles.get("Parotid_L"), 46, 8, 66, 25);
    near(middles.get("Parotid_R"), -46, 8, 66, 25);
  }

  private static void near(double[] middle, double x, double y, double z, double mm) {
    assertThat(Math.hypot(Math.hypot(middle[0] - x, middle[1] - y), middle[2] - z)).isLessThan(mm);
  }

  /** The mean of each structure's points, LPS mm. */
  private static Map<String, double[]> middles(Path file) throws IOException {
    Map<String, double[]> middles = new HashMap<>();
    for (ReadRoi roi : StructureSetReader.read(file).rois()) {
      double[] sum = new double[3];
      int n = 0;
      for (ReadContour contour : roi.contours()) {
        ContourPolyline points = contour.points();
        for (int i = 0; i < points.size(); i++, n++) {
          sum[0] += points.xMm(i);
          sum[1] += points.yMm(i);
          sum[2] += points.zMm(i);
        }
      }
      middles.put(roi.name(), new double[] {sum[0] / n, sum[1] / n, sum[2] / n});
    }
    return middles;
  }

  @Test
  void a_profile_that_is_not_there_is_told_before_anything_is_contoured() throws IOException {
    PhantomSeries series = Phantom.small().build().writeTo(root.resolve("series"));
    Path folder = series.files().get(0).getParent();
    assertThat(contour(folder, "--profile", "nobody")).isEqualTo(2);
    assertThat(told.toString()).contains("nobody", "raystation").doesNotContain("\tat ");
    assertThat(root.resolve("out")).doesNotExist();
  }

  @Test
  void a_folder_that_is_not_there_is_one_line() throws IOException {
    assertThat(contour(root.resolve("nowhere"))).isEqualTo(1);
    assertThat(told.toString().trim()).contains("nowhere: there is no such folder").hasLineCount(1);
  }
}
