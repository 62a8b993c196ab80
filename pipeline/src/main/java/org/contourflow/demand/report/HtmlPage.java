package org.contourflow.demand.report;

import java.util.List;

/** A page that stands alone: no script, no font, no picture from elsewhere. */
final class HtmlPage {
  private final StringBuilder body = new StringBuilder();
  private final String title;

  HtmlPage(String title) {
    this.title = title;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  void heading(String text) {
    body.append("<h2>").append(escape(text)).append("</h2>\n");
  }

  void text(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
  }

  void list(List<String> lines) {
    body.append("<ul>\n");
    lines.forEach(l -> body.append("<li>").append(escape(l)).append("</li>\n"));
    body.append("</ul>\n");
  }

  void chart(String svg) {
    body.append("<figure>\n").append(svg).append("</figure>\n");
  }

  /** The first row is the head. */
  void table(List<List<String>> rows) {
    body.append("<table>\n");
    for (int r = 0; r < rows.size(); r++) {
      String cell = r == 0 ? "th" : "td";
      body.append("<tr>");
      rows.get(r)
          .forEach(
              v ->
                  body.append('<')
                      .append(cell)
                      .append('>')
                      .append(escape(v))
                      .append("</")
                      .append(cell)
                      .append('>'));
      body.append("</tr>\n");
    }
    body.append("</table>\n");
  }

  @Override
  public String toString() {
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>
        body{font:15px/1.45 sans-serif;color:#222;max-width:980px;margin:1.5em auto;padding:0 1em}
        h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}figure{margin:.5em 0}
        svg{width:100%%;height:auto;display:block}
        table{border-collapse:collapse;font-size:.92em}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid #ddd}
        th:first-child,td:first-child{text-align:left}
        </style></head><body>
        <h1>%s</h1>
        %s</body></html>
        """
        .formatted(escape(title), escape(title), body);
  }
}
