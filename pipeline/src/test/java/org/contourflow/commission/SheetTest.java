package org.contourflow.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sheet passes and fails as its lines do, and says what changed. */
class SheetTest {
  private static final VoxelGrid GRID =
      VoxelGrid.even(new PatientPoint(0, 0, 0), SliceOrientation.AXIAL, 20, 40, 40, 3, 2, 2);

  @TempDir Path folder;

  private static BinaryMask box(int low, int high, int shift) {
    return BinaryMask.of(
        GRID,
        (s, r, c) ->
            s > 4 && s < 15 && r >= low && r < high && c >= low + shift && c < high + shift);
  }

  private static List<Result> results(BinaryMask found) {
    return KnownTruth.judge("kit", "Box", box(10, 30, 0), found).stream()
        .map(SheetLine::result)
        .toList();
  }

  @Test
  void known_truth_passes_and_an_injected_error_fails_in_its_own_line() {
    assertThat(results(box(10, 30, 0))).containsOnly(Result.PASS);
    // Moved by 4 mm: neither the volume nor, within a voxel's diagonal of 4.1 mm, the surface.
    assertThat(results(box(10, 30, 2))).containsExactly(Result.PASS, Result.FAIL, Result.PASS);
    // 2 mm larger all around in the plane.
    assertThat(results(box(9, 31, 0))).containsExactly(Result.FAIL, Result.PASS, Result.PASS);
    assertThat(results(box(10, 30, 5))).containsExactly(Result.PASS, Result.FAIL, Result.FAIL);
    assertThat(results(box(1, 1, 0))).containsExactly(Result.FAIL);
  }

  @Test
  void exchanged_sides_fail() {
    BinaryMask right = box(2, 8, 0);
    BinaryMask left = box(2, 8, 25);
    assertThat(KnownTruth.sides("kit", "Lungs", left, right).result()).isEqualTo(Result.PASS);
    assertThat(KnownTruth.sides("kit", "Lungs", right, left).result()).isEqualTo(Result.FAIL);
  }

  @Test
  void a_later_run_says_what_changed_paired_by_line() throws Exception {
    Sheet before =
        new Sheet(
            Map.of("model a", "1"),
            List.of(
                SheetLine.of("a", "S", "volume", "10", "10.1", true),
                SheetLine.of("b", "S", "centre", "1", "0.2", true),
                SheetLine.note("c", "S", "speed", "3 s")));
    before.write(folder, List.of());
    Sheet after =
        new Sheet(
            Map.of("model a", "2"),
            List.of(
                SheetLine.of("b", "S", "centre", "1", "0.2", true),
                SheetLine.of("a", "S", "volume", "10", "14", false),
                SheetLine.of("d", "S", "sides", "left", "left", true)));
    List<String> changes = after.changesSince(Sheet.read(folder));
    assertThat(changes)
        .containsExactly(
            "model a: 1 -> 2",
            "volume: 10.1 -> 14 (PASS -> FAIL)",
            "sides: new, left",
            "speed: not there any more");
    after.write(folder.resolve("after"), changes);
    assertThat(Files.readString(folder.resolve("after/commissioning.html")))
        .contains("NOT passed", "Signature", "PASS -&gt; FAIL");
    assertThat(before.isPassed()).isTrue();
    assertThat(new Sheet(Map.of(), List.of()).isPassed()).isFalse();
  }

  @Test
  void what_is_no_sheet_is_said() throws Exception {
    Files.writeString(folder.resolve(Sheet.JSON), "{\"lines\": 3");
    assertThatThrownBy(() -> Sheet.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no commissioning sheet");
  }
}
