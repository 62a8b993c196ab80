package org.contourflow.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
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

  private BufferedImage page(int lines, int page) throws IOException {
    List<SheetLine> all = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      all.add(SheetLine.of("l" + i, "Geometry", "line " + i, "1.0 mm", "0.2 mm", true));
    }
    new Sheet(Map.of("product", "x"), all).write(folder, List.of());
    try (PDDocument pdf = Loader.loadPDF(folder.resolve("commissioning.pdf").toFile())) {
      return new PDFRenderer(pdf).renderImageWithDPI(page, 100);
    }
  }

  /** How many pixels of a column are not white, the foot of the page left out. */
  private static int inked(BufferedImage page, int column) {
    return (int)
        IntStream.range(0, page.getHeight() * 9 / 10)
            .filter(row -> (page.getRGB(column, row) & 0xffffff) != 0xffffff)
            .count();
  }

  @Test
  void tables_of_the_printed_sheet_have_their_right_border() throws Exception {
    BufferedImage page = page(60, 1);
    int[] columns = IntStream.range(0, page.getWidth()).filter(c -> inked(page, c) > 0).toArray();
    int left = IntStream.of(columns).limit(3).map(c -> inked(page, c)).max().orElseThrow();
    int right =
        IntStream.of(columns).skip(columns.length - 3).map(c -> inked(page, c)).max().orElseThrow();
    assertThat(left).as("a page of lines").isGreaterThan(400);
    assertThat(right).isGreaterThan(left * 9 / 10);
  }

  @Test
  void a_head_stands_on_each_page_and_the_signatures_stay_together() throws Exception {
    for (int lines = 28; lines < 46; lines += 3) {
      page(lines, 0);
      try (PDDocument pdf = Loader.loadPDF(folder.resolve("commissioning.pdf").toFile())) {
        for (int p = 1; p <= pdf.getNumberOfPages(); p++) {
          PDFTextStripper stripper = new PDFTextStripper();
          stripper.setStartPage(p);
          stripper.setEndPage(p);
          String text = stripper.getText(pdf);
          assertThat(text.contains("limit")).isEqualTo(text.contains("line "));
          assertThat(text.contains("Second reader"))
              .as(lines + " lines, page " + p)
              .isEqualTo(text.contains("Medical physicist"))
              .isEqualTo(text.contains("Signed"));
        }
      }
    }
  }

  @Test
  void what_is_no_sheet_is_said() throws Exception {
    Files.writeString(folder.resolve(Sheet.JSON), "{\"lines\": 3");
    assertThatThrownBy(() -> Sheet.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no commissioning sheet");
  }
}
