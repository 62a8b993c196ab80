package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.contourflow.commission.ReferenceLimits;
import org.contourflow.commission.ReferenceMeasure;
import org.contourflow.commission.SheetLine;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's own cases in DICOM: what is taken, what is told before the run, what is compared. */
class CommissionReferenceTest {
  private static final List<String> LUNGS = List.of("Lung_L", "Lung_R");
  private static final Map<String, String> THEIRS = Map.of("Lung_L", "Lt Lung", "Lung_R", "Lung_R");

  @TempDir Path root;

  private static ReferenceLimits dice(String structure, double atLeast, int fewest) {
    return new ReferenceLimits(
        0.95,
        fewest,
        OptionalDouble.empty(),
        Map.of(structure, Map.of(ReferenceMeasure.DICE, atLeast)),
        Map.of());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String series(Path folder) throws IOException {
    return ((CtFolder.Outcome.Found) CtFolder.load(folder, java.util.Optional.empty()))
        .series()
        .seriesInstanceUid();
  }

  private static SheetLine line(List<SheetLine> lines, String id) {
    return lines.stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void a_sites_names_and_the_notes_beside_its_files_are_no_hindrance() throws IOException {
    Path data = root.resolve("data");
    Path first = SiteCases.write(data, "first", 1, THEIRS);
    SiteCases.write(data, "second", 2, Map.of("Lung_L", "LUNG LEFT", "Bone", "Skeleton"));
    CommissionReference reference = CommissionReference.open(data, LUNGS, dice("Lung_L", 0.9, 2));
    Path inbox = root.resolve("inbox");
    reference.dropInto(inbox);
    assertThat(files(inbox.resolve("reference-first")))
        .as("the CT alone")
        .hasSize(files(first).size() - 2);
    Path ours = SiteCases.write(root.resolve("ours"), "first", 1, Map.of("Lung_L", "Lung_L"));
    List<SheetLine> lines =
        reference.lines(Map.of(series(first), ours.resolve("RS.dcm")), uid -> "HELD why");
    assertThat(line(lines, "case/first/Lung_L/dice").value()).hasValue(1);
    assertThat(line(lines, "reference/Lung_R/found").found()).isEqualTo("0 of 1, not in [first]");
    assertThat(line(lines, "case/second/delivered").found()).isEqualTo("HELD why");
    assertThat(line(lines, "case/second/delivered").result()).isEqualTo(SheetLine.Result.FAIL);
    assertThat(line(lines, "reference/Lung_L/dice").result())
        .as("one case holds no claim")
        .isEqualTo(SheetLine.Result.FAIL);
    assertThat(lines)
        .filteredOn(l -> l.what().equals("drawn, and compared with nothing"))
        .extracting(SheetLine::found)
        .singleElement()
        .asString()
        .startsWith("second Skeleton");
  }

  @Test
  void each_case_that_cannot_be_compared_is_told_before_the_run() throws IOException {
    Path data = root.resolve("data");
    SiteCases.write(data, "good", 1, THEIRS);
    Files.delete(SiteCases.write(data, "without", 2, THEIRS).resolve("RS.dcm"));
    Path two = SiteCases.write(data, "two", 3, THEIRS);
    Files.copy(two.resolve("RS.dcm"), two.resolve("RS2.dcm"));
    SiteCases.write(data, "heart", 4, Map.of("Bone", "Heart"));
    SiteCases.write(data, "same", 1, THEIRS);
    Path elsewhere = SiteCases.write(data, "wrong-ct", 5, THEIRS);
    Path other = SiteCases.write(root.resolve("other"), "other", 6, THEIRS);
    Files.copy(
        other.resolve("RS.dcm"),
        elsewhere.resolve("RS.dcm"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.createDirectories(data.resolve("empty"));
    assertThatThrownBy(() -> CommissionReference.open(data, LUNGS, ReferenceLimits.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without: 0 RTSTRUCT files; leave exactly one")
        .hasMessageContaining("two: 2 RTSTRUCT files")
        .hasMessageContaining("heart: none of its contours has the name of a structure")
        .hasMessageContaining("heart Heart")
        .hasMessageContaining("same: has the same CT as good")
        .hasMessageContaining("wrong-ct: 0 complete CT series that the RTSTRUCT refers to")
        .hasMessageContaining("empty: 0 RTSTRUCT files")
        .hasMessageNotContaining("good:");
  }

  /** Four lung CTs with a contour of another system; the structure compared with itself. */
  @Test
  void real_cases_of_another_system_are_taken_and_a_claim_of_them_holds() throws IOException {
    Path data = root.resolve("data");
    Map<String, Path> found = new LinkedHashMap<>();
    for (int i = 1; i <= 4; i++) {
      Path folder =
          SharedData.unzip("ibsi_lung_phantom/pat_" + i + ".zip", data.resolve("case-" + i));
      for (Path file : files(folder)) {
        if (file.getFileName().toString().contains("_RS_")) {
          found.put(series(folder), file);
        }
      }
    }
    CommissionReference reference =
        CommissionReference.open(data, List.of("GTV-1"), dice("GTV-1", 0.99, 4));
    reference.dropInto(root.resolve("inbox"));
    assertThat(files(root.resolve("inbox/reference-case-1"))).hasSize(60);
    List<SheetLine> lines = reference.lines(found, uid -> "not exported");
    assertThat(line(lines, "reference/GTV-1/dice").result()).isEqualTo(SheetLine.Result.PASS);
    assertThat(line(lines, "reference/GTV-1/dice").found())
        .startsWith("1.000 (95 %: 1.000 to 1.000), 4 cases");
  }
}
