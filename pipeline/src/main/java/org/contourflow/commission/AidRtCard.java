package org.contourflow.commission;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.ModelManifest.HashedFile;

/**
 * A model's card in the sections of AID-RT (Barragán-Montero et al., Phys Imaging Radiat Oncol
 * 2026, doi 10.1016/j.phro.2026.100940), filled from its manifest and a commissioning run, as
 * Markdown. What neither knows is said to be open, and is for the site to fill in.
 */
public final class AidRtCard {
  private static final String OPEN = "*not known to the product: to be filled in by the site*";

  private final ModelManifest manifest;
  private final Sheet sheet;
  private final StringBuilder text = new StringBuilder();

  private AidRtCard(ModelManifest manifest, Sheet sheet) {
    this.manifest = manifest;
    this.sheet = sheet;
  }

  /** The card of a model that the sheet is of. */
  public static String of(ModelManifest manifest, Sheet sheet) {
    AidRtCard card = new AidRtCard(manifest, sheet);
    card.metadata();
    card.basics();
    card.specification();
    card.training();
    card.evaluation();
    card.other();
    return card.text.toString();
  }

  private void metadata() {
    ModelManifest.About about = manifest.about();
    text.append("# Model card: ").append(about.id()).append(' ').append(about.version());
    text.append("\n\n## 0. Card metadata\n\n");
    field("Made by", "`contourflow commission`, of the model's manifest and the run below");
    field("Run at", sheet.identity().getOrDefault("run at", OPEN));
    field("Product", sheet.identity().getOrDefault("product", OPEN));
    field("Template", "AID-RT, six sections (doi 10.1016/j.phro.2026.100940)");
    field("Responsible for this card", OPEN);
  }

  private void basics() {
    ModelManifest.About about = manifest.about();
    text.append("\n## 1. Model basic information\n\n");
    field("Name and version", about.title() + ", " + about.id() + " " + about.version());
    field("Task", "segmentation of organs at risk on planning CT");
    field("Intended use", about.intendedUse());
    field("Clinical use", about.clinicalUse() ? "yes, by its maker" : "no: research only");
    field("Patients", about.adultOnly() ? "adults only" : "no limit of age is stated");
    field("Structures", structures());
    field("Licence", about.licence());
    field("Makers, contact, funding", OPEN);
  }

  private String structures() {
    return manifest.labels().stream()
        .map(ModelManifest.Label::structure)
        .map(StructureDefinition::name)
        .collect(Collectors.joining(", "));
  }

  private void specification() {
    ModelManifest.Input input = manifest.input();
    text.append("\n## 2. Model technical specifications\n\n");
    field("Kind", manifest.family().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    field(
        "Input",
        "CT in HU of the "
            + input.bodyPart()
            + ", spacing "
            + input.leastSpacingMm()
            + " to "
            + input.mostSpacingMm()
            + " mm, at least "
            + input.smallestExtentMm()
            + " mm in slices, rows and columns");
    field("Output", manifest.labels().size() + " structures on the CT's own grid");
    field("Memory of the engine", manifest.engineMemoryMb() + " MiB");
    field("Weights", files(manifest.weights()));
    field("Software", "Java " + sheet.identity().getOrDefault("java", OPEN));
    field("Machine of this run", sheet.identity().getOrDefault("system", OPEN));
  }

  private static String files(List<HashedFile> files) {
    return files.isEmpty()
        ? "none: rules, no learned weights"
        : files.stream()
            .map(f -> f.name() + " sha256 " + f.sha256())
            .collect(Collectors.joining("; "));
  }

  private void training() {
    text.append("\n## 3. Training data, methodology, and information\n\n");
    field("Training data", manifest.about().trainingData());
    field("Demographics, scanners, protocols of contouring", OPEN);
  }

  private void evaluation() {
    text.append("\n## 4. Evaluation data, methodology, and results (commissioning)\n\n");
    field(
        "Method",
        "known truth through the whole system: DICOM in, RTSTRUCT out, read back and compared");
    field(
        "Result",
        (sheet.isPassed() ? "passed" : "NOT passed")
            + ": "
            + sheet.count(Result.PASS)
            + " lines passed, "
            + sheet.count(Result.FAIL)
            + " failed");
    table("Phantoms", l -> l.section().equals("Geometry") && isOwn(l, 1));
    table(
        "The site's reference cases",
        l -> l.section().equals(ReferenceCases.SECTION) && isOwn(l, 1));
  }

  /** Whether a line's id has one of this model's structures at a place. */
  private boolean isOwn(SheetLine line, int place) {
    String[] parts = line.id().split("/");
    return parts.length > place
        && manifest.labels().stream().anyMatch(l -> l.structure().name().equals(parts[place]));
  }

  private void table(String title, Predicate<SheetLine> wanted) {
    List<SheetLine> lines = sheet.lines().stream().filter(wanted).toList();
    text.append("\n### ").append(title).append("\n\n");
    if (lines.isEmpty()) {
      text.append("None in this run.\n");
      return;
    }
    Map<Result, Long> counts =
        lines.stream().collect(Collectors.groupingBy(SheetLine::result, Collectors.counting()));
    text.append(counts.getOrDefault(Result.PASS, 0L)).append(" passed, ");
    text.append(counts.getOrDefault(Result.FAIL, 0L)).append(" failed");
    text.append("; what failed, and figures of reference cases:\n\n| what | limit | found | |\n");
    text.append("|---|---|---|---|\n");
    lines.stream()
        .filter(l -> l.result() == Result.FAIL || l.section().equals(ReferenceCases.SECTION))
        .forEach(
            l ->
                text.append(
                    String.format(
                        "| %s | %s | %s | %s |%n",
                        l.what(),
                        l.limit(),
                        l.found(),
                        l.result() == Result.NOTE ? "" : l.result())));
  }

  private void other() {
    text.append("\n## 5. Other considerations\n\n");
    field(
        "Ethical use",
        "every contour is UNAPPROVED and is to be reviewed and mended by a person; no patient's"
            + " data leave the site");
    field("Risks", "docs/risks.md of the product: risk, class, test");
    field(
        "Monitoring",
        "findings before delivery (docs/contour-qa.md), what clinicians leave of each set"
            + " (docs/review.md), control charts (docs/drift.md)");
    field("Known weaknesses at this site", OPEN);
  }

  private void field(String name, String value) {
    text.append("- **").append(name).append(":** ").append(value).append('\n');
  }
}
