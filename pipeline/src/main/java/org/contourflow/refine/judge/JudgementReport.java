package org.contourflow.refine.judge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.dicom.DurableMove;
import org.contourflow.refine.judge.Judgement.AddedResult;
import org.contourflow.refine.judge.Judgement.Check;
import org.contourflow.refine.judge.Judgement.FoldResult;
import org.contourflow.refine.judge.Judgement.StructureResult;

/** A judgement as a page to read, JSON to work with, and the pairs it was made of as CSV. */
public final class JudgementReport {
  /** What promotion reads. */
  public static final String JSON_FILE = "judgement.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final String STYLE =
      "body{font:15px sans-serif;margin:2em;max-width:75em}table{border-collapse:collapse}"
          + "td,th{border:1px solid #bbb;padding:.25em .5em;text-align:right}"
          + "td:first-child,th:first-child,td.text{text-align:left}"
          + ".PASSED{color:#06683a}.FAILED{color:#b00020;font-weight:bold}"
          + ".INCONCLUSIVE{color:#8a5a00;font-weight:bold}";

  private JudgementReport() {}

  /** Writes all three files into a folder. */
  public static void write(Judgement judgement, Map<String, List<Paired>> pairs, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    put(folder.resolve("judgement.html"), html(judgement));
    put(folder.resolve("pairs.csv"), csv(pairs));
    put(folder.resolve(JSON_FILE), JSON.writeValueAsString(judgement));
  }

  private static void put(Path file, String text) throws IOException {
    DurableMove.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads a judgement back. */
  public static Judgement read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), Judgement.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": " + e.getOriginalMessage(), e);
    }
  }

  private static String csv(Map<String, List<Paired>> pairs) {
    StringBuilder out =
        new StringBuilder(
            "fold,case,structure,champion_dice,challenger_dice,champion_surface_dice_3mm,"
                + "challenger_surface_dice_3mm,champion_added_path_mm,challenger_added_path_mm,"
                + "champion_missed,challenger_missed\n");
    pairs.forEach(
        (fold, all) ->
            all.forEach(
                p ->
                    out.append(
                        String.format(
                            Locale.ROOT,
                            "%s,%s,%s,%.4f,%.4f,%.4f,%.4f,%.1f,%.1f,%s,%s%n",
                            fold,
                            p.caseId(),
                            p.structure(),
                            p.champion().dice(),
                            p.challenger().dice(),
                            p.champion().surfaceDice3Mm(),
                            p.challenger().surfaceDice3Mm(),
                            p.champion().addedPathMm(),
                            p.challenger().addedPathMm(),
                            p.champion().missed(),
                            p.challenger().missed()))));
    return out.toString();
  }

  /** The figures as text, for the terminal. */
  public static String summary(Judgement judgement) {
    StringBuilder out = new StringBuilder();
    for (FoldResult fold : judgement.folds()) {
      line(out, "%s: %d patients, %s", fold.fold(), fold.patients(), fold.verdict());
      for (StructureResult s : fold.structures()) {
        line(
            out,
            "  %-16s n %3d  Dice %.3f -> %.3f, %+.4f (bound %+.4f), surface Dice %+.4f (bound"
                + " %+.4f), added path x %.3f",
            s.structure(),
            s.patients(),
            s.championDice(),
            s.challengerDice(),
            s.diceDifference(),
            s.diceBound(),
            s.surfaceDifference(),
            s.surfaceBound(),
            s.pathRatio());
        s.checks().stream()
            .filter(c -> c.verdict() != Judgement.Verdict.PASSED)
            .forEach(c -> line(out, "    %s: %s: %s", c.verdict(), c.rule(), c.detail()));
      }
      added(judgement, fold)
          .forEach(
              a ->
                  line(
                      out,
                      "  %-16s n %3d  new, not judged: Dice %s, surface Dice %s, missed in %d;"
                          + " found in %d more that have no contour of it",
                      a.structure(),
                      a.patients(),
                      figure(a.dice(), a.diceError()),
                      figure(a.surfaceDice(), a.surfaceError()),
                      a.missed(),
                      a.elsewhere()));
    }
    judgement.notes().forEach(note -> line(out, "%s", note));
    line(out, "%s", judgement.verdict());
    return out.toString();
  }

  private static List<AddedResult> added(Judgement judgement, FoldResult fold) {
    return judgement.added().stream().filter(a -> a.fold().equals(fold.fold())).toList();
  }

  /** A mean and its standard error; a hyphen for what too few patients do not give. */
  private static String figure(double mean, double error) {
    String of = Double.isNaN(mean) ? "-" : String.format(Locale.ROOT, "%.3f", mean);
    return of + (Double.isNaN(error) ? " (-)" : String.format(Locale.ROOT, " (%.3f)", error));
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String html(Judgement judgement) {
    StringBuilder out = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head>");
    out.append("<meta charset=\"utf-8\"><title>Champion against challenger</title><style>");
    out.append(STYLE).append("</style></head><body><h1>Champion against challenger: ");
    out.append(marked(judgement.verdict())).append("</h1>");
    network(out, "Champion", judgement.champion());
    network(out, "Challenger", judgement.challenger());
    judgement.notes().forEach(n -> out.append("<p>").append(escaped(n)).append("</p>"));
    judgement
        .folds()
        .forEach(
            fold -> {
              fold(out, fold);
              added(out, added(judgement, fold));
            });
    out.append("<h2>Rules</h2><ul>");
    for (Rule rule : Rule.values()) {
      out.append("<li>").append(rule).append(": ").append(escaped(rule.describe()));
    }
    return out.append("</ul></body></html>\n").toString();
  }

  private static void network(StringBuilder out, String role, Judgement.Network network) {
    out.append("<p>")
        .append(role)
        .append(": ")
        .append(escaped(network.label()))
        .append(", weights ")
        .append(escaped(network.sha256()))
        .append("</p>");
  }

  private static void fold(StringBuilder out, FoldResult fold) {
    out.append("<h2>")
        .append(escaped(fold.fold()))
        .append(": ")
        .append(marked(fold.verdict()))
        .append("</h2><p>");
    fold.checks()
        .forEach(c -> out.append(marked(c.verdict())).append(' ').append(escaped(c.detail())));
    out.append("</p><table><tr><th>Structure<th>Patients<th>Dice before<th>after<th>difference")
        .append("<th>97.5 % bound<th>surface Dice 3 mm, difference<th>97.5 % bound")
        .append("<th>added path, ratio<th>not met</tr>");
    for (StructureResult s : fold.structures()) {
      out.append("<tr><td>").append(escaped(s.structure()));
      out.append("<td>").append(s.patients());
      cell(out, "%.3f", s.championDice());
      cell(out, "%.3f", s.challengerDice());
      cell(out, "%+.4f", s.diceDifference());
      cell(out, "%+.4f", s.diceBound());
      cell(out, "%+.4f", s.surfaceDifference());
      cell(out, "%+.4f", s.surfaceBound());
      cell(out, "%.3f", s.pathRatio());
      out.append("<td class=\"text\">");
      for (Check check : s.checks()) {
        if (check.verdict() != Judgement.Verdict.PASSED) {
          out.append(marked(check.verdict()))
              .append(' ')
              .append(check.rule())
              .append(": ")
              .append(escaped(check.detail()))
              .append("<br>");
        }
      }
      out.append("</tr>");
    }
    out.append("</table>");
  }

  private static void added(StringBuilder out, List<AddedResult> added) {
    if (added.isEmpty()) {
      return;
    }
    out.append("<h3>Structures that only the challenger has</h3>")
        .append("<p>For information: nothing stands beside them, and no rule is about them. Mean")
        .append(" over the patients who have a contour, and its standard error.</p><table><tr>")
        .append("<th>Structure<th>Patients<th>Dice<th>surface Dice 3 mm<th>missed in")
        .append("<th>found in more cases, without a contour</tr>");
    for (AddedResult a : added) {
      out.append("<tr><td>").append(escaped(a.structure()));
      out.append("<td>").append(a.patients());
      out.append("<td>").append(figure(a.dice(), a.diceError()));
      out.append("<td>").append(figure(a.surfaceDice(), a.surfaceError()));
      out.append("<td>").append(a.missed());
      out.append("<td>").append(a.elsewhere()).append("</tr>");
    }
    out.append("</table>");
  }

  private static void cell(StringBuilder out, String format, double value) {
    out.append("<td>").append(String.format(Locale.ROOT, format, value));
  }

  private static String marked(Judgement.Verdict verdict) {
    return "<span class=\"" + verdict + "\">" + verdict + "</span>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
