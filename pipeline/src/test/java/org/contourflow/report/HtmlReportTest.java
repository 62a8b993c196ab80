package org.contourflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.contourflow.model.ModelIdentity;
import org.contourflow.structure.RoiColour;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final String DIGEST = "ab".repeat(32);

  @TempDir private Path folder;

  private String page(CtVolume ct, List<ReportStructure> structures) throws IOException {
    byte[] sheet = new ContourSheet(ct, structures, HuWindow.SOFT_TISSUE).png("Case C-1", 10);
    CaseReport report =
        new CaseReport(
            "C-1",
            Instant.parse("2026-01-05T10:15:30Z"),
            "24 slices, 64 x 64",
            List.of(new ModelIdentity("hu-organs", "1.2", DIGEST, "Organs <by> HU", false)),
            structures,
            CaseReport.positionsOf(ct),
            List.of(
                new CaseReport.Finding("WARNING", "QA-101", "Lung_L", "smaller than 500 cc & odd")),
            List.of(new CaseReport.StepTime("contour", Duration.ofMillis(1234))),
            Map.of("RTSTRUCT", "2.25.1"));
    Path file = folder.resolve("report.html");
    HtmlReport.write(report, sheet, file);
    return Files.readString(file);
  }

  private String phantomPage() throws IOException {
    Phantom phantom = Phantom.small().build();
    List<ReportStructure> structures =
        new ArrayList<>(ReportPhantom.structures(phantom, List.of("Lung_L", "Liver")));
    structures.add(
        new ReportStructure(
            "Heart",
            new RoiColour(200, 16, 1),
            List.of(),
            OptionalDouble.empty(),
            OptionalDouble.empty()));
    return page(ReportPhantom.ct(phantom), structures);
  }

  @Test
  void it_says_what_a_reviewer_must_know() throws IOException {
    assertThat(phantomPage())
        .contains("UNAPPROVED", "not for clinical use")
        .contains("Case C-1", DIGEST, "hu-organs", "1.2")
        .contains("QA-101", "contour</td><td class=\"n\">1.23")
        .contains("Lung_L", "z -38.0 mm (slice 24)")
        .contains("absent: not found in this CT", "#c81001");
  }

  @Test
  void text_from_elsewhere_is_escaped() throws IOException {
    assertThat(phantomPage()).contains("Organs &lt;by&gt; HU", "500 cc &amp; odd");
    assertThat(HtmlReport.escape("<script>'\"&")).isEqualTo("&lt;script&gt;&#39;&quot;&amp;");
  }

  @Test
  void it_is_one_file_that_loads_nothing() throws IOException {
    assertThat(phantomPage())
        .contains("data:image/png;base64,iVBOR")
        .doesNotContain("http", "<script", "<link");
  }
}
