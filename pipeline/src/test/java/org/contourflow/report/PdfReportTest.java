package org.contourflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.contourflow.model.ModelIdentity;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on paper says what the page says, and a finding's picture shows its place. */
class PdfReportTest {
  @TempDir private Path folder;

  private final Phantom phantom = Phantom.small().build();
  private final CtVolume ct = ReportPhantom.ct(phantom);
  private final List<ReportStructure> structures =
      ReportPhantom.structures(phantom, List.of("Lung_L", "Liver"));

  private CaseReport report(Optional<byte[]> picture) {
    return new CaseReport(
        "case-000007",
        Instant.parse("2026-01-05T10:15:30Z"),
        "24 slices, 64 x 64",
        List.of(new ModelIdentity("hu-organs", "1.2", "ab".repeat(32), "Organs <by> HU", false)),
        structures,
        CaseReport.positionsOf(ct),
        List.of(
            new CaseReport.Finding(
                "WARNING",
                "QA-18",
                "Lung_L",
                "lies \u03b1 & \u00fc, not \u0000 seen",
                OptionalInt.of(23),
                picture)),
        List.of(),
        Map.of("Configuration", "sha256:" + "cd".repeat(32)));
  }

  private byte[] sheet() throws IOException {
    return new ContourSheet(ct, structures, HuWindow.SOFT_TISSUE).png("case-000007", 15);
  }

  private Optional<byte[]> picture(OptionalInt slice) throws IOException {
    return new FindingPicture(ct, structures, HuWindow.SOFT_TISSUE).png("Lung_L", slice);
  }

  @Test
  void it_says_what_the_page_says_and_is_the_same_twice() throws IOException {
    Path file = folder.resolve("report.pdf");
    CaseReport report = report(picture(OptionalInt.empty()));
    PdfReport.write(report, sheet(), file);
    byte[] first = Files.readAllBytes(file);
    try (PDDocument document = Loader.loadPDF(first)) {
      assertThat(document.getNumberOfPages()).isBetween(2, 4);
      assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", " "))
          .contains("UNAPPROVED", "Case case-000007, page 1 of", "Lung_L", "QA-18")
          .contains("\u03b1 & \u00fc, not ? seen", "Organs <by> HU", "cd".repeat(8));
      BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, 40);
      assertThat(dark(page)).as("the finding's picture has a size").isGreaterThan(5000);
    }
    PdfReport.write(report, sheet(), file);
    assertThat(Files.readAllBytes(file)).as("done again").isEqualTo(first);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void a_picture_shows_the_outline_and_marks_its_place() throws IOException {
    CtVolume bare = CtVolume.wrap(ct.grid(), new short[(int) ct.grid().voxelCount()]);
    Color colour = SliceView.awt(structures.get(0).colour());
    byte[] png =
        new FindingPicture(bare, structures, HuWindow.SOFT_TISSUE)
            .png("Lung_L", OptionalInt.empty())
            .orElseThrow();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(count(image, colour)).as("its own outline").isGreaterThan(100);
    assertThat(count(image, Color.WHITE)).as("frame and line").isGreaterThan(100);
    assertThat(picture(OptionalInt.of(0))).as("a slice where it is not drawn").isPresent();
    assertThat(
            new FindingPicture(ct, structures, HuWindow.SOFT_TISSUE)
                .png("Heart", OptionalInt.empty()))
        .as("of nothing there is no picture")
        .isEmpty();
  }

  private static long dark(BufferedImage image) {
    long n = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        n += new Color(image.getRGB(x, y)).getGreen() < 100 ? 1 : 0;
      }
    }
    return n;
  }

  private static long count(BufferedImage image, Color colour) {
    long n = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        n += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
      }
    }
    return n;
  }
}
