package org.contourflow.commission;

import java.util.List;
import org.contourflow.commission.SheetLine.Result;
import org.contourflow.report.PdfPage;

/** The sheet as a page that stands alone and prints. */
final class SheetPage {
  private static final String STYLE =
      "@page{size:A4;margin:15mm 14mm 18mm;@bottom-right{content:'page ' counter(page) ' of '"
          + "counter(pages);font:9px "
          + PdfPage.FONT
          + "}}body{font-family:"
          + PdfPage.FONT
          + ",sans-serif;max-width:1000px;margin:2em auto}"
          + "th,h1,h2{font-weight:normal}"
          // Of collapsed borders the outer half lies beyond the page's area and is cut off.
          + "table{border-collapse:separate;border-spacing:0;border:solid #bbb;"
          + "border-width:1px 0 0 1px;width:100%;-fs-table-paginate:paginate}"
          + "td,th{border:solid #bbb;border-width:0 1px 1px 0;padding:3px 7px;"
          + "font-size:.85em;text-align:left}th{background:#eee}.FAIL{background:#fbdada}"
          + ".PASS td:last-child{color:#171}.sign{page-break-inside:avoid}"
          + ".sign td{height:3.4em;width:33%;vertical-align:top}"
          + "h2{font-size:1.1em;margin-top:1.4em;page-break-after:avoid}"
          + "tr{page-break-inside:avoid}";

  /** In its own part of the table, so that each page of a print begins with it. */
  private static final String HEAD =
      "<thead><tr><th>what</th><th>limit</th><th>found</th><th>result</th></tr></thead><tbody>";

  private SheetPage() {}

  static String of(Sheet sheet, List<String> changes) {
    StringBuilder page =
        new StringBuilder(
            "<!DOCTYPE html><html lang='en'><head><meta"
                + " charset='utf-8'/><title>Commissioning</title><style>");
    page.append(STYLE).append("</style></head><body><h1>Commissioning: ");
    page.append(sheet.isPassed() ? "passed" : "NOT passed").append("</h1><p>");
    page.append(sheet.count(Result.PASS)).append(" lines passed, ");
    page.append(sheet.count(Result.FAIL)).append(" failed. Research software, no medical device.");
    page.append("</p><table>");
    sheet.identity().forEach((name, value) -> row(page, "", name, value));
    page.append("</table>");
    changes(changes, page);
    failures(sheet, page);
    List<String> sections =
        sheet.lines().stream()
            .map(SheetLine::section)
            .distinct()
            .filter(section -> !section.equals(ReferenceCases.FIGURES))
            .toList();
    for (String section : sections) {
      page.append("<h2>").append(escaped(section)).append("</h2><table>");
      page.append(HEAD);
      sheet.lines().stream().filter(l -> l.section().equals(section)).forEach(l -> line(l, page));
      page.append("</tbody></table>");
    }
    if (sheet.lines().stream().anyMatch(l -> l.section().equals(ReferenceCases.FIGURES))) {
      page.append("<p>The figures of each reference case stand in ").append(Sheet.JSON);
      page.append(".</p>");
    }
    signatures(page);
    return page.append("</body></html>\n").toString();
  }

  private static void changes(List<String> changes, StringBuilder page) {
    if (!changes.isEmpty()) {
      page.append("<h2>Since the earlier run</h2><ul>");
      changes.forEach(c -> page.append("<li>").append(escaped(c)).append("</li>"));
      page.append("</ul>");
    }
  }

  private static void failures(Sheet sheet, StringBuilder page) {
    if (sheet.count(Result.FAIL) > 0) {
      page.append("<h2>Failed</h2><table>").append(HEAD);
      sheet.lines().stream().filter(l -> l.result() == Result.FAIL).forEach(l -> line(l, page));
      page.append("</tbody></table>");
    }
  }

  private static void line(SheetLine line, StringBuilder page) {
    row(page, line.result().name(), line.what(), line.limit(), line.found(), mark(line.result()));
  }

  private static String mark(Result result) {
    return switch (result) {
      case PASS -> "pass";
      case FAIL -> "FAIL";
      case NOTE -> "";
    };
  }

  private static void row(StringBuilder page, String kind, String... cells) {
    page.append("<tr class='").append(kind).append("'>");
    for (String cell : cells) {
      page.append("<td>").append(escaped(cell)).append("</td>");
    }
    page.append("</tr>");
  }

  private static void signatures(StringBuilder page) {
    page.append("<div class='sign'><h2>Signed</h2><table>");
    for (String who : new String[] {"Medical physicist", "Second reader"}) {
      page.append("<tr><td>").append(who).append(", name</td><td>Signature</td><td>Date</td></tr>");
    }
    page.append("</table></div>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
