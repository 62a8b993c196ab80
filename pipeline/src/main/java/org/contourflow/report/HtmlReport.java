package org.contourflow.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.contourflow.model.ModelIdentity;
import org.contourflow.structure.RoiColour;

/**
 * A page in one file: the sheet of contours inside it, what was found, by which model, how long it
 * took. It loads nothing from elsewhere and names no patient.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      body{font:15px/1.45 system-ui,sans-serif;max-width:1150px;margin:2em auto;padding:0 1em;
        color:#222;background:#fff}
      h1{font-size:1.5em;margin:.2em 0} h2{font-size:1.1em;margin:1.6em 0 .4em}
      .warn{background:#8b1a1a;color:#fff;padding:.6em 1em;font-weight:600}
      table{border-collapse:collapse;width:100%} th,td{text-align:left;padding:.25em .7em;
        border-bottom:1px solid #ddd;vertical-align:top} th{font-weight:600;color:#555}
      td.n{text-align:right;font-variant-numeric:tabular-nums}
      .sw{display:inline-block;width:.9em;height:.9em;margin-right:.5em;vertical-align:-.1em;
        border:1px solid #777}
      .absent{color:#888} img{width:100%;background:#000} code{font-size:.85em;word-break:break-all}
      img.finding{width:644px;max-width:100%}
      .ERROR{color:#a00;font-weight:600} .WARNING{color:#a60;font-weight:600}
      """;

  private final CaseReport report;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(CaseReport report) {
    this.report = report;
  }

  /** Writes the page; {@code sheet} is the PNG of {@link ContourSheet}. */
  public static void write(CaseReport report, Path sheet, Path file) throws IOException {
    String page = new HtmlReport(report).page(Files.readAllBytes(sheet));
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(temporary, page);
    Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private String page(byte[] png) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>")
        .append(escape("Contourflow case " + report.caseId()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n");
    out.append(
            "<p class=\"warn\">UNAPPROVED. Research, not for clinical use: every contour must be")
        .append(" checked and approved by a clinician.</p>\n");
    line("h1", "Case " + report.caseId());
    line("p", report.series());
    line(
        "p",
        "Reported "
            + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .withZone(ZoneId.systemDefault())
                .format(report.when()));
    structures();
    findings();
    line("h2", "Contours on the CT");
    out.append(
        "<p>Drawn from the delivered contours. Not every slice is shown; every structure is on at"
            + " least one.</p>\n");
    out.append("<img alt=\"Slices of the CT with the contours drawn on them\" ")
        .append("src=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(png))
        .append("\">\n");
    models();
    timings();
    facts();
    return out.append("</body></html>\n").toString();
  }

  private void structures() {
    line("h2", "Structures");
    head("Structure", "Volume, cc", "From", "To", "Slices", "Confidence");
    for (ReportStructure s : report.structures()) {
      out.append(s.isPresent() ? "<tr>" : "<tr class=\"absent\">");
      out.append("<td><span class=\"sw\" style=\"background:").append(hex(s.colour()));
      out.append("\"></span>").append(escape(s.name())).append("</td>");
      if (s.isPresent()) {
        cell("n", s.volumeCc().isPresent() ? number("%.2f", s.volumeCc().getAsDouble()) : "");
        cell("", place(s.firstSlice()));
        cell("", place(s.lastSlice()));
        cell("n", s.rings().stream().map(SliceRing::slice).distinct().count() + "");
      } else {
        out.append("<td colspan=\"4\">absent: not found in this CT</td>");
      }
      cell("n", s.confidence().isPresent() ? number("%.2f", s.confidence().getAsDouble()) : "");
      out.append("</tr>\n");
    }
    out.append("</table>\n");
    line(
        "p",
        "Confidence: of a calibrated model the Dice to be expected against a clinician's contour,"
            + " otherwise its mean posterior. It replaces no look at the contour.");
  }

  private String place(int slice) {
    String where = slice < report.slicePositions().size() ? report.slicePositions().get(slice) : "";
    return where + " (slice " + (slice + 1) + ")";
  }

  private void findings() {
    line("h2", "Findings");
    if (report.findings().isEmpty()) {
      line("p", "None.");
      return;
    }
    head("Severity", "Code", "Where", "What");
    for (CaseReport.Finding f : report.findings()) {
      out.append("<tr>");
      cell(f.severity(), f.severity());
      cell("", f.code());
      cell("", f.slice().isPresent() ? f.where() + ", " + place(f.slice().getAsInt()) : f.where());
      cell("", f.text());
      out.append("</tr>\n");
      f.picture().ifPresent(png -> findingPicture(f, png));
    }
    out.append("</table>\n");
  }

  private void findingPicture(CaseReport.Finding f, byte[] png) {
    out.append("<tr><td colspan=\"4\"><img class=\"finding\" alt=\"")
        .append(escape(f.code() + " " + f.where() + " on its slice and across the slices"))
        .append("\" src=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(png))
        .append("\"></td></tr>\n");
  }

  private void models() {
    line("h2", "Models");
    head("Model", "Version", "SHA-256 of the weights", "Use");
    for (ModelIdentity m : report.models()) {
      out.append("<tr>");
      cell("", m.title() + " (" + m.id() + ")");
      cell("", m.version());
      out.append("<td><code>").append(escape(m.weightsSha256())).append("</code></td>");
      cell("", m.clinicalUse() ? "" : "not for clinical use");
      out.append("</tr>\n");
    }
    out.append("</table>\n");
  }

  private void timings() {
    if (report.timings().isEmpty()) {
      return;
    }
    line("h2", "Time");
    head("Step", "Seconds");
    for (CaseReport.StepTime t : report.timings()) {
      out.append("<tr>");
      cell("", t.step());
      cell("n", number("%.2f", t.duration().toMillis() / 1000.0));
      out.append("</tr>\n");
    }
    out.append("</table>\n");
  }

  private void facts() {
    if (report.facts().isEmpty()) {
      return;
    }
    line("h2", "Record");
    out.append("<table>");
    report
        .facts()
        .forEach(
            (name, value) -> {
              out.append("<tr>");
              cell("", name);
              out.append("<td><code>").append(escape(value)).append("</code></td></tr>\n");
            });
    out.append("</table>\n");
  }

  private void head(String... titles) {
    out.append("<table><tr>");
    for (String title : List.of(titles)) {
      out.append("<th>").append(escape(title)).append("</th>");
    }
    out.append("</tr>\n");
  }

  private void cell(String cssClass, String text) {
    out.append(cssClass.isEmpty() ? "<td>" : "<td class=\"" + escape(cssClass) + "\">");
    out.append(escape(text)).append("</td>");
  }

  private void line(String element, String text) {
    out.append('<').append(element).append('>').append(escape(text));
    out.append("</").append(element).append(">\n");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String hex(RoiColour c) {
    return String.format("#%02x%02x%02x", c.red(), c.green(), c.blue());
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
