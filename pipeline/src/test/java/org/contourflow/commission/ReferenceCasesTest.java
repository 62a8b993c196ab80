package org.contourflow.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site's own cases against limits that it sets. */
class ReferenceCasesTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 10, 60, 60, 3, 1, 1);

  @TempDir Path folder;

  /** Ten columns wide: moved by n columns its Dice with the first is (10 - n) / 10. */
  private static BinaryMask bar(int from) {
    return BinaryMask.of(
        GRID, (s, r, c) -> s > 1 && s < 8 && r > 9 && r < 50 && c >= from && c < from + 10);
  }

  private static ReferenceLimits dice(double limit, int fewest) {
    return new ReferenceLimits(
        0.95,
        fewest,
        OptionalDouble.empty(),
        Map.of("Bar", Map.of(ReferenceMeasure.DICE, limit)),
        Map.of());
  }

  private static List<SheetLine> lines(ReferenceLimits limits, int... shifts) {
    ReferenceCases cases = new ReferenceCases(limits);
    for (int i = 0; i < shifts.length; i++) {
      cases.add("case-" + i, "Bar", bar(20), bar(20 + shifts[i]));
    }
    return cases.lines();
  }

  private static SheetLine line(List<SheetLine> lines, String id) {
    return lines.stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void a_claim_holds_if_the_whole_interval_is_on_the_good_side() {
    // Dice .9 .8 .9 .8: mean .85, deviation .0577; t(3) .975 = 3.182, so the half width is .0919.
    SheetLine held = line(lines(dice(0.75, 4), 1, 2, 1, 2), "reference/Bar/dice");
    assertThat(held.result()).isEqualTo(Result.PASS);
    assertThat(held.found()).startsWith("0.850 (95 %: 0.758 to 0.942), 4 cases; the claim needs 4");
    SheetLine narrow = line(lines(dice(0.78, 4), 1, 2, 1, 2), "reference/Bar/dice");
    assertThat(narrow.result()).isEqualTo(Result.FAIL);
    // t(4) .975 = 2.776: .0717 of 5 cases is the first below .07? No: 6 cases, .0606.
    assertThat(narrow.found()).endsWith("the claim needs 6");
    SheetLine low = line(lines(dice(0.9, 4), 1, 2, 1, 2), "reference/Bar/dice");
    assertThat(low.result()).isEqualTo(Result.FAIL);
    assertThat(low.found()).endsWith("the mean itself is beyond the limit");
  }

  @Test
  void too_few_cases_hold_no_claim_however_good() {
    assertThat(line(lines(dice(0.5, 5), 0, 0, 0, 0), "reference/Bar/dice").result())
        .isEqualTo(Result.FAIL);
    assertThat(line(lines(dice(0.5, 2), 0), "reference/Bar/dice").result()).isEqualTo(Result.FAIL);
    assertThat(line(new ReferenceCases(dice(0.5, 2)).lines(), "reference/Bar").result())
        .isEqualTo(Result.FAIL);
  }

  @Test
  void a_missed_structure_fails_and_counts_as_a_dice_of_nothing() {
    ReferenceCases cases = new ReferenceCases(dice(0.4, 2));
    cases.add("a", "Bar", bar(20), bar(20));
    cases.add("b", "Bar", bar(20), BinaryMask.of(GRID, (s, r, c) -> false));
    List<SheetLine> lines = cases.lines();
    assertThat(line(lines, "reference/Bar/found").result()).isEqualTo(Result.FAIL);
    assertThat(line(lines, "reference/Bar/found").found()).isEqualTo("1 of 2, not in [b]");
    assertThat(line(lines, "reference/Bar/dice").found()).startsWith("0.500");
    assertThat(line(lines, "reference/Bar/hd95-mm").found()).isEqualTo("0.000, one case");
  }

  @Test
  void two_runs_are_paired_by_case() {
    Sheet before = new Sheet(Map.of(), lines(ReferenceLimits.NONE, 1, 2, 3));
    Sheet now = new Sheet(Map.of(), lines(ReferenceLimits.NONE, 0, 1, 4));
    assertThat(now.changesSince(before))
        .anyMatch(
            l ->
                l.startsWith("Bar, dice: mean change +0.0333 (95 %: ")
                    && l.endsWith("in 3 cases paired, 2 better, 1 worse"));
    assertThat(now.changesSince(before)).noneMatch(l -> l.startsWith("case-0, Bar: dice"));
    assertThat(before.changesSince(before)).isEmpty();
  }

  @Test
  void figures_survive_the_file() throws IOException {
    Sheet sheet = new Sheet(Map.of("product", "x"), lines(ReferenceLimits.NONE, 1, 2));
    sheet.write(folder, List.of());
    assertThat(Files.readAllBytes(folder.resolve("commissioning.pdf")))
        .as("the page as PDF")
        .startsWith("%PDF-1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(line(Sheet.read(folder).lines(), "case/case-0/Bar/dice").value().orElseThrow())
        .isEqualTo(0.9, within(1e-12));
  }

  @Test
  void limits_are_read_with_a_default_and_refused_with_the_key() throws IOException {
    Path file = folder.resolve("limits.yaml");
    Files.writeString(
        file,
        "confidence: 0.9\nfewest-cases: 5\nseconds-per-case: 120\nstructures:\n"
            + "  Parotid_L: {dice: 0.8, hd95-mm: 8}\n  default: {dice: 0.7}\n");
    ReferenceLimits limits = ReferenceLimits.read(file);
    assertThat(limits.of("Parotid_L")).containsEntry(ReferenceMeasure.HD95_MM, 8.0);
    assertThat(limits.of("Heart")).containsOnly(Map.entry(ReferenceMeasure.DICE, 0.7));
    assertThat(limits.structures()).containsOnlyKeys("Parotid_L");
    assertThat(limits.secondsPerCase()).hasValue(120);
    Files.writeString(file, "structures: {Heart: {dise: 0.8}}\n");
    assertThatThrownBy(() -> ReferenceLimits.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("limits.yaml: Heart: 'dise' is no measure; there are dice,");
    Files.writeString(file, "fewestcases: 3\n");
    assertThatThrownBy(() -> ReferenceLimits.read(file))
        .hasMessageContaining("unknown key 'fewestcases'");
  }
}
