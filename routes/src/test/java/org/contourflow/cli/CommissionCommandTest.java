package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void the_kit_passes_and_leaves_the_sites_home_alone() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("contourflow.yaml"),
            "home: home\ncontouring:\n  models: [hu-anatomy]\n");
    StringWriter out = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "commission",
                "--config",
                config.toString(),
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
            "speed");
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
