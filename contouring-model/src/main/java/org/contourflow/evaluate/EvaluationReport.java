package org.contourflow.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.contourflow.evaluate.Evaluation.Row;
import org.contourflow.metrics.StructureScore.Presence;

/**
 * An evaluation as {@code evaluation.json} and {@code evaluation.html}: mean and median of every
 * measure by structure, missed structures, the five worst cases with their pictures.
 *
 * <p>Means of distances are over cases where both structures are there; a missed or a phantom
 * structure counts 0 in Dice and surface Dice, and is counted as such; one that is rightly absent
 * counts in none of them.
 */
public final class EvaluationReport {
  private static final int WORST = 5;

  private static final Map<String, ToDoubleFunction<Row>> MEASURES = measures();

  private final Evaluation.Result result;

  public EvaluationReport(Evaluation.Result result) {
    this.result = result;
  }

  private static Map<String, ToDoubleFunction<Row>> measures() {
    Map<String, ToDoubleFunction<Row>> m = new LinkedHashMap<>();
    m.put("dice", r -> r.score().dice());
    m.put("diceWithinExtent", Row::diceWithinExtent);
    m.put("surfaceDice1mm", r -> r.score().surfaceDice1Mm());
    m.put("surfaceDice2mm", r -> r.score().surfaceDice2Mm());
    m.put("surfaceDice3mm", r -> r.score().surfaceDice3Mm());
    m.put("hausdorff95Mm", r -> r.score().hausdorff95Mm());
    m.put("meanDistanceMm", r -> r.score().meanDistanceMm());
    m.put("addedPathLengthMm", r -> r.score().addedPathLengthMm());
    m.put("volumeErrorPercent", r -> r.score().volumeErrorPercent());
    return m;
  }

  /** Names of the judged structures, in the model's order. */
  private List<String> structures() {
    return result.rows().stream().map(Row::structure).distinct().toList();
  }

  private List<Row> rows(String structure) {
    return result.rows().stream().filter(r -> r.structure().equals(structure)).toList();
  }

  /** Mean Dice of a structure; not a number if it was never judged. */
  public double meanDice(String structure) {
    return rows(structure).stream().mapToDouble(r -> r.score().dice()).average().orElse(Double.NaN);
  }

  /** Plain text, one line a structure, for a terminal. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    for (String structure : structures()) {
      List<Row> rows = rows(structure);
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s n %3d  Dice mean %.3f median %.3f  surface Dice 2 mm %.3f  HD95 %.1f mm"
                  + "  missed %d  phantom %d%n",
              structure,
              rows.size(),
              mean(values(rows, r -> r.score().dice())),
              median(values(rows, r -> r.score().dice())),
              mean(values(rows, r -> r.score().surfaceDice2Mm())),
              mean(values(rows, r -> r.score().hausdorff95Mm())),
              count(rows, Presence.MISSED),
              count(rows, Presence.PHANTOM)));
    }
    line(text, "References read with loss", result.losses());
    line(text, "Contoured, but no structure of the model", result.leftOut());
    line(text, "Found where not contoured", result.unjudged());
    line(text, "Refused or failed", result.failures());
    return text.toString();
  }

  private static void line(StringBuilder text, String what, List<String> those) {
    if (!those.isEmpty()) {
      text.append(String.format("%s (%d): %s%n", what, those.size(), String.join("; ", those)));
    }
  }

  private static double[] values(List<Row> rows, ToDoubleFunction<Row> measure) {
    return rows.stream().mapToDouble(measure).filter(Double::isFinite).sorted().toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static long count(List<Row> rows, Presence presence) {
    return rows.stream().filter(r -> r.score().presence() == presence).count();
  }

  private List<Row> worst(String structure) {
    return rows(structure).stream()
        .sorted(Comparator.comparingDouble(r -> r.score().dice()))
        .limit(WORST)
        .toList();
  }

  /** Writes both files into {@code folder}; pictures are expected in its {@code pictures}. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve("evaluation.json").toFile(), json());
    Files.writeString(folder.resolve("evaluation.html"), html());
  }

  private ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("model", result.model());
    ObjectNode summary = root.putObject("structures");
    for (String structure : structures()) {
      List<Row> rows = rows(structure);
      ObjectNode node = summary.putObject(structure);
      node.put("cases", rows.size());
      node.put("missed", count(rows, Presence.MISSED));
      node.put("phantom", count(rows, Presence.PHANTOM));
      node.put("rightlyAbsent", count(rows, Presence.NEITHER));
      MEASURES.forEach(
          (name, measure) -> {
            double[] values = values(rows, measure);
            ObjectNode both = node.putObject(name);
            put(both, "mean", mean(values));
            put(both, "median", median(values));
          });
      ArrayNode worst = node.putArray("worst");
      worst(structure).forEach(r -> worst.add(r.caseId()));
    }
    ArrayNode cases = root.putArray("cases");
    for (Row row : result.rows()) {
      ObjectNode node = cases.addObject();
      node.put("case", row.caseId());
      node.put("structure", row.structure());
      node.put("presence", row.score().presence().name());
      MEASURES.forEach((name, measure) -> put(node, name, measure.applyAsDouble(row)));
      put(node, "referenceCc", row.score().referenceCc());
      put(node, "volumeCc", row.score().volumeCc());
      put(node, "confidence", row.confidence());
    }
    result.unjudged().forEach(root.putArray("foundWhereNotContoured")::add);
    result.failures().forEach(root.putArray("refusedOrFailed")::add);
    result.losses().forEach(root.putArray("referencesReadWithLoss")::add);
    result.leftOut().forEach(root.putArray("contouredButNotJudged")::add);
    return root;
  }

  /** JSON knows no infinity: such a value is left out as null. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1e4) / 1e4);
    } else {
      node.putNull(name);
    }
  }

  private String html() {
    StringBuilder page = new StringBuilder();
    page.append(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Evaluation of ")
        .append(result.model())
        .append(
            "</title><style>body{font-family:sans-serif;max-width:1100px;margin:2em auto}"
                + "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:4px 8px;"
                + "text-align:right}td:first-child,th:first-child{text-align:left}"
                + "img{max-width:100%}</style></head><body><h1>Evaluation of ")
        .append(result.model())
        .append("</h1><p>Research, not for clinical use. Mean / median over cases; distances only")
        .append(" where both structures are there.</p>");
    table(page);
    notes(page);
    for (String structure : structures()) {
      page.append("<h2>").append(structure).append(": the worst ").append(WORST).append("</h2>");
      page.append("<p>Reference green, model red, both yellow.</p>");
      for (Row row : worst(structure)) {
        page.append(
            String.format(
                Locale.ROOT,
                "<figure><figcaption>%s: Dice %.3f, HD95 %.1f mm, volume %.1f cc of %.1f cc"
                    + "</figcaption><img alt=\"%s of %s\" src=\"pictures/%s\"></figure>",
                row.caseId(),
                row.score().dice(),
                row.score().hausdorff95Mm(),
                row.score().volumeCc(),
                row.score().referenceCc(),
                structure,
                row.caseId(),
                Evaluation.picture(row.caseId(), structure)));
      }
    }
    return page.append("</body></html>\n").toString();
  }

  private void table(StringBuilder page) {
    page.append("<table><tr><th>structure</th><th>cases</th><th>missed</th><th>phantom</th>");
    MEASURES.keySet().forEach(name -> page.append("<th>").append(name).append("</th>"));
    page.append("</tr>");
    for (String structure : structures()) {
      List<Row> rows = rows(structure);
      page.append(
          String.format(
              "<tr><td>%s</td><td>%d</td><td>%d</td><td>%d</td>",
              structure, rows.size(), count(rows, Presence.MISSED), count(rows, Presence.PHANTOM)));
      MEASURES
          .values()
          .forEach(
              measure -> {
                double[] values = values(rows, measure);
                page.append(
                    String.format(
                        Locale.ROOT, "<td>%.3f / %.3f</td>", mean(values), median(values)));
              });
      page.append("</tr>");
    }
    page.append("</table>");
  }

  private void notes(StringBuilder page) {
    paragraph(page, "References that are not all that was drawn", result.losses());
    paragraph(page, "Contoured, but no structure of the model", result.leftOut());
    if (!result.unjudged().isEmpty()) {
      page.append("<p>Found where nothing is contoured, so not judged: ")
          .append(String.join(", ", result.unjudged()))
          .append(".</p>");
    }
    if (!result.failures().isEmpty()) {
      page.append("<p>Refused or failed: ").append(String.join("; ", result.failures()));
      page.append(".</p>");
    }
  }

  /** Names from files: escaped, as everything from outside. */
  private static void paragraph(StringBuilder page, String what, List<String> those) {
    if (!those.isEmpty()) {
      page.append("<p>").append(what).append(": ");
      page.append(
          String.join("; ", those).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
      page.append(".</p>");
    }
  }
}
