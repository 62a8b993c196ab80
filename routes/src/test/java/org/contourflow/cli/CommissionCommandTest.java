package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.contourflow.commission.Sheet;
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
    assertThat(sheet.lines()).hasSizeGreaterThan(150);
    assertThat(sheet.lines()).anyMatch(l -> l.id().equals("position-FFDR/sides/Lung_L and Lung_R"));
    assertThat(sheet.lines()).anyMatch(l -> l.id().equals("gantry-tilt/refused"));
    try (Stream<Path> made = Files.list(folder.resolve("home"))) {
      assertThat(made.map(p -> p.getFileName().toString()).toList())
          .as("the models it was to load, and no case of the kit")
          .containsExactly("models");
    }
  }
}
