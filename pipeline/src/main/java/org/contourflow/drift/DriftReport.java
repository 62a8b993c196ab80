package org.contourflow.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.contourflow.audit.CsvCell;
import org.contourflow.drift.ControlChart.Alarm;
import org.contourflow.drift.ControlChart.Month;
import org.contourflow.drift.DriftCharts.Charted;

/** Charts as a page that stands alone, and as a table of every point. */
public final class DriftReport {
  private final DriftCharts charts;

  public DriftReport(DriftCharts charts) {
    this.charts = charts;
  }

  /** Writes {@code drift.html} and {@code drift.csv}. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("drift.html"), html());
    Files.writeString(folder.resolve("drift.csv"), csv());
  }

  /** A line a point of every chart, under a head. */
  public String csv() {
    StringBuilder text =
        new StringBuilder(
            "structure,model,group,metric,number,at,case,value,mean,sigma,lower,upper,"
                + "moving_range,range_limit,cusum_high,cusum_low,alarms\n");
    for (Charted charted : charts.charts()) {
      ControlChart chart = charted.chart();
      for (int i = 0; i < chart.observations().size(); i++) {
        Observation o = chart.observations().get(i);
        text.append(
            String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,%d,%s,%s,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.3f,%.3f,%s%n",
                quoted(charted.key().structure()),
                quoted(charted.key().model()),
                quoted(charted.key().group()),
                charted.key().metric().column(),
                i + 1,
                o.at(),
                quoted(o.caseId()),
                o.value(),
                chart.mean(),
                chart.sigma(),
                chart.lowerLimit(),
                chart.upperLimit(),
                chart.movingRange(i),
                chart.rangeLimit(),
                chart.cusumHigh(i),
                chart.cusumLow(i),
                alarms(chart, i)));
      }
    }
    return text.toString();
  }

  private static String alarms(ControlChart chart, int i) {
    return chart.alarms().stream()
        .filter(a -> a.at() == i)
        .map(a -> a.rule().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("+"));
  }

  private static String quoted(String text) {
    return CsvCell.of(text);
  }

  private String html() {
    StringBuilder page =
        new StringBuilder(
            "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Drift</title>"
                + "<style>body{font-family:sans-serif;max-width:940px;margin:2em auto}"
                + "h2{font-size:1.05em;margin:1.6em 0 .3em}.alert{color:#a00}"
                + "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:2px 8px;"
                + "font-size:.85em;text-align:right}</style></head><body><h1>What clinicians leave"
                + " of the contours: control charts</h1>");
    List<String> alerts = charts.alerts();
    page.append(
        alerts.isEmpty()
            ? "<p>No change was found.</p>"
            : "<p class='alert'>Something changed:</p><ul>");
    alerts.forEach(a -> page.append("<li class='alert'>").append(escaped(a)).append("</li>"));
    page.append(alerts.isEmpty() ? "" : "</ul>");
    if (charts.charts().isEmpty()) {
      page.append("<p>No structure has more cases yet than a baseline needs.</p>");
    }
    charts.charts().forEach(c -> chart(c, page));
    return page.append("</body></html>\n").toString();
  }

  private static void chart(Charted charted, StringBuilder page) {
    ControlChart chart = charted.chart();
    page.append("<h2>").append(escaped(charted.key().toString())).append("</h2>");
    page.append(ChartPicture.of(chart));
    for (Alarm alarm : chart.alarms()) {
      if (alarm.isDrift()) {
        page.append("<p class='alert'>").append(escaped(charted.describe(alarm))).append("</p>");
      }
    }
    List<Month> months = chart.months();
    page.append("<table><tr><th>month</th><th>cases</th><th>mean</th><th>limits</th></tr>");
    for (Month month : months) {
      boolean outside = Math.abs(month.mean() - chart.mean()) > month.halfWidth();
      page.append(
          String.format(
              Locale.ROOT,
              "<tr%s><td>%s</td><td>%d</td><td>%.3f</td><td>%.3f to %.3f</td></tr>",
              outside ? " class='alert'" : "",
              month.month(),
              month.cases(),
              month.mean(),
              chart.mean() - month.halfWidth(),
              chart.mean() + month.halfWidth()));
    }
    page.append("</table>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
