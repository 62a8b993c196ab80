package org.contourflow.demand.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.demand.judge.Backtest;
import org.contourflow.demand.judge.Scores;

/** A backtest as text, backtest.json, backtest.csv and backtest.html. */
public final class BacktestReport {
  private static final List<String> HEAD =
      List.of(
          "method", "hours", "pinball", "CRPS", "MAE", "MASE", "bias", "in 50 %", "in 80 %",
          "in 90 %");

  private final Backtest.Result result;

  public BacktestReport(Backtest.Result result) {
    this.result = result;
  }

  /** The table and the lines under it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : table()) {
      text.append(String.format("%-28s", row.get(0)));
      row.subList(1, row.size()).forEach(v -> text.append(String.format("%9s", v)));
      text.append('\n');
    }
    lines().forEach(l -> text.append(l).append('\n'));
    return text.toString();
  }

  private List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    result
        .hours()
        .forEach(
            (method, s) -> {
              List<String> row = new ArrayList<>(List.of(method, "" + s.count()));
              for (double v :
                  new double[] {
                    s.pinball(),
                    s.crps(),
                    s.meanAbsoluteError(),
                    result.mase(method),
                    s.bias(),
                    s.coverage50(),
                    s.coverage80(),
                    s.coverage90()
                  }) {
                row.add(String.format(Locale.ROOT, "%.4f", v));
              }
              rows.add(row);
            });
    return rows;
  }

  private List<String> lines() {
    Scores ours = result.hours().get(Backtest.MODEL);
    double mine = ours.pinball();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d origins from %s to %s, every %d h, %d h ahead; %.3f arrivals an hour",
            result.origins(),
            result.plan().from(),
            result.plan().until(),
            result.plan().everyHours(),
            result.plan().horizonHours(),
            ours.meanObserved()));
    lines.add(
        String.format(
            Locale.ROOT,
            "pinball under Poisson by hour of week: %.2f %%, under seasonal naive: %.2f %%",
            100 * (1 - mine / result.hours().get(Backtest.POISSON).pinball()),
            100 * (1 - mine / result.hours().get(Backtest.NAIVE).pinball())));
    lines.add("randomised PIT, tenths: " + deciles(ours.pitDeciles()));
    if (result.days().count() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "a day's total within its 90 %% interval: %.3f of %d days; MAE %.2f of %.1f",
              result.days().coverage90(),
              result.days().count(),
              result.days().meanAbsoluteError(),
              result.days().meanObserved()));
    }
    return lines;
  }

  private static String deciles(double[] shares) {
    StringBuilder text = new StringBuilder();
    for (double s : shares) {
      text.append(String.format(Locale.ROOT, "%.3f ", s));
    }
    return text.toString().strip();
  }

  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    StringBuilder csv = new StringBuilder();
    table().forEach(row -> csv.append(String.join(",", row)).append('\n'));
    Files.writeString(folder.resolve("backtest.csv"), csv);
    PlainJson.write(folder.resolve("backtest.json"), json());
    HtmlPage page = new HtmlPage("Backtest of the demand forecast");
    page.table(table());
    page.list(lines());
    page.heading("Calibration by hour");
    page.chart(
        CalibrationChart.draw(
            "calibration by hour", result.hours().get(Backtest.MODEL).pitDeciles()));
    if (result.days().count() > 0) {
      page.heading("Calibration of daily totals");
      page.chart(CalibrationChart.draw("calibration by day", result.days().pitDeciles()));
    }
    Files.writeString(folder.resolve("backtest.html"), page.toString());
  }

  private Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("from", result.plan().from().toString());
    root.put("until", result.plan().until().toString());
    root.put("everyHours", result.plan().everyHours());
    root.put("horizonHours", result.plan().horizonHours());
    root.put("historyWeeks", result.plan().historyWeeks());
    root.put("origins", result.origins());
    Map<String, Object> methods = new LinkedHashMap<>();
    result.hours().forEach((method, s) -> methods.put(method, scores(s, result.mase(method))));
    root.put("hours", methods);
    root.put("days", scores(result.days(), Double.NaN));
    return root;
  }

  private static Map<String, Object> scores(Scores s, double mase) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", s.count());
    if (s.count() > 0) {
      map.put("pinball", s.pinball());
      map.put("crps", s.crps());
      map.put("mae", s.meanAbsoluteError());
      map.put("mase", Double.isNaN(mase) ? null : mase);
      map.put("bias", s.bias());
      map.put("coverage50", s.coverage50());
      map.put("coverage80", s.coverage80());
      map.put("coverage90", s.coverage90());
      map.put("pitDeciles", s.pitDeciles());
    }
    return map;
  }
}
