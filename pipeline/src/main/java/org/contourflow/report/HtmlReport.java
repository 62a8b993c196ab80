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
 * took. It loads nothing from elsewhere and names no patient. It is well-formed XML too, so that
 * {@link PdfReport} is made of the same page.
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
      td.c{white-space:nowrap} td.n{text-align:right;font-variant-numeric:tabular-nums}
      .sw{display:inline-block;width:.9em;height:.9em;margin-right:.5em;vertical-align:-.1em;
        border:1px solid #777}
      .absent{color:#888} img{width:100%;background:#000} code{font-size:.85em;word-break:break-all}
      img.finding{width:564px;max-width:100%}
      tr,p{page-break-inside:avoid} h2{page-break-after:avoid}
      .ERROR{color:#a00;font-weight:600} .WARNING{color:#a60;font-weight:600}
      """;

  /** Before the base64 of a picture; {@code "} ends it. */
  static final String PNG = "data:image/png;base64,";

  private final CaseReport report;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(CaseReport report) {
    this.report = report;
  }

  /**
   * Writes the page.
   *
   * @param sheet the PNG of {@link ContourSheet}
   */
  public static void write(CaseReport report, byte[] sheet, Path file) throws IOException {
    String page = page(report, sheet);
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(temporary, page);
    Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** The page. */
  static String page(CaseReport report, byte[] sheet) {
    return new HtmlReport(report).page(sheet);
  }

  private String page(byte[] png) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n<title>")
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
    out.append("<div class=\"sheet\">\n");
    line("h2", "Contours on the CT");
    out.append(
        "<p>Drawn from the delivered contours. Not every slice is shown; every structure is on at"
            + " least one.</p>\n");
    picture("sheet", "Slices of the CT with the contours drawn on them", png);
    out.append("</div>\n");
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
        cell("n", s.volumeCc().isPresent() ? volume(s.volumeCc().getAsDouble()) : "");
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

  /** Three digits: a voxel more or less changes the fourth. */
  private static String volume(double cc) {
    return number(cc >= 100 ? "%.0f" : cc >= 10 ? "%.1f" : "%.2f", cc);
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
      cell("c", f.code());
      cell("", f.slice().isPresent() ? f.where() + ", " + place(f.slice().getAsInt()) : f.where());
      cell("", f.text());
      out.append("</tr>\n");
      f.picture().ifPresent(png -> findingPicture(f, png));
    }
    out.append("</table>\n");
  }

  private void findingPicture(CaseReport.Finding f, byte[] png) {
    out.append("<tr><td colspan=\"4\">");
    picture("finding", f.code() + " " + f.where() + " on its slice and across the slices", png);
    out.append("</td></tr>\n");
  }

  private void picture(String cssClass, String words, byte[] png) {
    out.append("<img class=\"").append(cssClass);
    out.append("\" alt=\"").append(escape(words));
    out.append("\" src=\"").append(PNG);
    out.append(Base64.getEncoder().encodeToString(png)).append("\"/>\n");
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

  /** Characters that XML has not, such as a form feed, become a question mark. */
  static String escape(String text) {
    return text.replaceAll(
            "[^\\x09\\x0a\\x0d\\x20-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
