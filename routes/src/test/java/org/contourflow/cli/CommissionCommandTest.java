package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.contourflow.commission.Sheet;
import org.contourflow.commission.SheetLine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit passes on this product as it stands. About a minute. */
@Tag("long")
class CommissionCommandTest {
  @TempDir Path folder;

  @Test
  void a_case_that_cannot_be_compared_is_told_and_the_folder_stays_free() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("contourflow.yaml"),
            "home: home\ncontouring:\n  models: [hu-anatomy]\n");
    Files.delete(
        SiteCases.write(folder.resolve("data"), "a", 11, Map.of("Lung_L", "Lung_L"))
            .resolve("RS.dcm"));
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute(
                "commission",
                "--config",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--out",
                folder.resolve("kit").toString());
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("a: 0 RTSTRUCT files; leave exactly one in its folder");
    assertThat(folder.resolve("kit")).isEmptyDirectory();
  }

  @Test
  void the_kit_passes_and_leaves_the_sites_home_alone() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("contourflow.yaml"),
            "home: home\ncontouring:\n  models: [hu-anatomy]\n");
    Path data = folder.resolve("data");
    SiteCases.write(data, "a", 11, Map.of("Lung_L", "Lt Lung", "Lung_R", "Lung_R"));
    SiteCases.write(data, "b", 12, Map.of("Lung_L", "Lung_L", "Lung_R", "LUNG RIGHT"));
    Files.writeString(
        data.resolve("limits.yaml"), "structures:\n  default: {dice: 0.8, hd95-mm: 10}\n");
    StringWriter out = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "commission",
                "--config",
                config.toString(),
                "--data",
                data.toString(),
                "--out",
                folder.resolve("kit").toString());
    assertThat(status).as(out.toString()).isZero();
    Sheet sheet = Sheet.read(folder.resolve("kit"));
    assertThat(sheet.isPassed()).isTrue();
    assertThat(sheet.lines()).hasSizeGreaterThan(360);
    assertThat(sheet.lines()).anyMatch(l -> l.id().equals("position-FFDR/sides/Lung_L and Lung_R"));
    assertThat(sheet.lines())
        .extracting(SheetLine::id)
        .contains(
            "gantry-tilt/refused",
            "intercept-lost/refused",
            "oblique-0.6-degrees/Lung_L/volume",
            "spacing-changes/Lung_R/surface",
            "rle-lossless/Bone/volume",
            "jpeg-lossless/Bone/volume",
            "derived/zRing_Ball/volume",
            "qa/wrong_side",
            "case/a/delivered",
            "case/b/Lung_R/hd95-mm",
            "speed");
    for (String lung : new String[] {"Lung_L", "Lung_R"}) {
      assertThat(sheet.lines())
          .filteredOn(l -> l.id().equals("reference/" + lung + "/dice"))
          .singleElement()
          .satisfies(l -> assertThat(l.result()).isEqualTo(SheetLine.Result.PASS))
          .satisfies(l -> assertThat(l.found()).contains("(95 %: ", ", 2 cases"));
    }
    assertThat(folder.resolve("kit/model-card-hu-anatomy-1.0.0.md"))
        .content()
        .contains("## 4. Evaluation data, methodology, and results");
    try (Stream<Path> made = Files.list(folder.resolve("home"))) {
      assertThat(made.map(p -> p.getFileName().toString()).toList())
          .as("the models it was to load, and no case of the kit")
          .containsExactly("models");
    }
  }
}
