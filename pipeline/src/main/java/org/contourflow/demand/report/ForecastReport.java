package org.contourflow.demand.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.RecentCheck;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.Forecast;

/**
 * A forecast as hours.csv, days.csv, forecast.json and forecast.html: 48 hours and 14 days, with
 * mean and quantiles; in the page also the last week as it was forecast and as it came, and the
 * calibration of the last weeks.
 */
public final class ForecastReport {
  private static final double[] LEVELS = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
  private static final String COLUMNS = "mean,q05,q10,q25,q50,q75,q90,q95";
  private static final int HOURS = 48;
  private static final int PATHS = 2000;
  private static final DateTimeFormatter TICK =
      DateTimeFormatter.ofPattern("HH:mm\nEEE d", Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE\nd MMM", Locale.ENGLISH);

  /** One line of a table; {@code hours} is how many hours of the day the forecast holds. */
  private record Row(
      String when, ZonedDateTime start, int hours, double mean, double[] quantiles) {}

  private final Forecast forecast;
  private final RecentCheck recent;
  private final String model;
  private final List<String> notes;
  private final List<Row> hours = new ArrayList<>();
  private final List<Row> days = new ArrayList<>();

  /**
   * @param forecast of at least 48 hours, better of 14 days and the rest of today
   * @param model what was fitted, in words
   * @param notes on the data
   */
  public ForecastReport(Forecast forecast, RecentCheck recent, String model, List<String> notes) {
    this.forecast = forecast;
    this.recent = recent;
    this.model = model;
    this.notes = List.copyOf(notes);
    for (int i = 0; i < Math.min(HOURS, forecast.size()); i++) {
      ZonedDateTime start = forecast.timeOf(i).atZone(forecast.zone());
      hours.add(
          row(start.toOffsetDateTime().toString(), start, 1, forecast.mean(i), forecast.hour(i)));
    }
    int[][] paths = forecast.paths(PATHS);
    for (Forecast.Day day : forecast.days()) {
      double mean = 0;
      for (int i = day.from(); i < day.until(); i++) {
        mean += forecast.mean(i);
      }
      CountDistribution total = Forecast.total(paths, day.from(), day.until());
      ZonedDateTime start = forecast.timeOf(day.from()).atZone(forecast.zone());
      days.add(row(day.date().toString(), start, day.hours(), mean, total));
    }
  }

  private static Row row(
      String when, ZonedDateTime start, int hours, double mean, CountDistribution d) {
    double[] quantiles = new double[LEVELS.length];
    for (int k = 0; k < LEVELS.length; k++) {
      quantiles[k] = d.quantile(LEVELS[k]);
    }
    return new Row(when, start, hours, mean, quantiles);
  }

  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("hours.csv"), csv("hour," + COLUMNS, hours, false));
    Files.writeString(folder.resolve("days.csv"), csv("day,hours," + COLUMNS, days, true));
    PlainJson.write(folder.resolve("forecast.json"), json());
    Files.writeString(folder.resolve("forecast.html"), html());
  }

  private static String csv(String header, List<Row> rows, boolean withHours) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (Row r : rows) {
      text.append(r.when());
      if (withHours) {
        text.append(',').append(r.hours());
      }
      text.append(String.format(Locale.ROOT, ",%.4f", r.mean()));
      for (double q : r.quantiles()) {
        text.append(String.format(Locale.ROOT, ",%.0f", q));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("origin", forecast.origin().toString());
    root.put("zone", forecast.zone().getId());
    root.put("model", model);
    root.put("notes", notes);
    root.put("levels", LEVELS);
    root.put("hours", hours.stream().map(r -> json(r, "hour")).toList());
    root.put("days", days.stream().map(r -> json(r, "day")).toList());
    return root;
  }

  private static Map<String, Object> json(Row r, String name) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(name, r.when());
    row.put("hours", r.hours());
    row.put("mean", r.mean());
    row.put("quantiles", r.quantiles());
    return row;
  }

  private String html() {
    HtmlPage page =
        new HtmlPage("Demand from " + forecast.origin().atZone(forecast.zone()).toLocalDateTime());
    page.text(
        "Times of "
            + forecast.zone().getId()
            + ". Line: median; shades: 50, 80 and 90 % of what may come; red: what came.");
    page.heading("The next 48 hours, by hour");
    page.chart(FanChart.draw("arrivals by hour", points(hours, true)));
    page.heading("The next days");
    page.chart(
        FanChart.draw(
            "arrivals by day", points(days.stream().filter(this::isWhole).toList(), false)));
    page.text("Days of which the forecast holds a part only are in the table, not in the chart.");
    page.table(dayTable());
    if (!recent.lastWeek().isEmpty()) {
      page.heading("The last week: forecast a day ahead, and what came");
      page.chart(FanChart.draw("last week", lastWeek()));
      page.heading(
          "Calibration of the last " + Math.round(recent.scores().count() / 24.0) + " days");
      page.chart(CalibrationChart.draw("calibration", recent.scores().pitDeciles()));
      page.text(
          String.format(
              Locale.ROOT,
              "A day ahead: mean error of the median %.2f of %.2f an hour, %.0f %% within the 90 %% interval.",
              recent.scores().meanAbsoluteError(),
              recent.scores().meanObserved(),
              100 * recent.scores().coverage90()));
    }
    page.heading("Model and data");
    page.text(model);
    page.list(notes.isEmpty() ? List.of("Nothing odd was found in the data.") : notes);
    return page.toString();
  }

  private boolean isWhole(Row day) {
    LocalDate date = day.start().toLocalDate();
    ZonedDateTime begin = date.atStartOfDay(forecast.zone());
    return day.start().equals(begin)
        && begin.plusHours(day.hours()).equals(date.plusDays(1).atStartOfDay(forecast.zone()));
  }

  private static List<FanChart.Point> points(List<Row> rows, boolean hourly) {
    List<FanChart.Point> points = new ArrayList<>();
    for (Row r : rows) {
      boolean tick = !hourly || r.start().getHour() % 6 == 0;
      String label = tick ? r.start().format(hourly ? TICK : DAY) : "";
      points.add(new FanChart.Point(label, r.quantiles(), Double.NaN));
    }
    return points;
  }

  private List<List<String>> dayTable() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("day", "hours", "mean", "5 %", "25 %", "median", "75 %", "95 %"));
    for (Row r : days) {
      double[] q = r.quantiles();
      List<String> line =
          new ArrayList<>(
              List.of(
                  r.start().format(DateTimeFormatter.ofPattern("EEE yyyy-MM-dd", Locale.ENGLISH)),
                  "" + r.hours()));
      line.add(String.format(Locale.ROOT, "%.1f", r.mean()));
      for (double v : new double[] {q[0], q[2], q[3], q[4], q[6]}) {
        line.add(String.format(Locale.ROOT, "%.0f", v));
      }
      table.add(line);
    }
    return table;
  }

  private List<FanChart.Point> lastWeek() {
    List<FanChart.Point> points = new ArrayList<>();
    for (RecentCheck.Day day : recent.lastWeek()) {
      for (int i = 0; i < day.came().length; i++) {
        CountDistribution d = day.forecast().hour(i);
        double[] quantiles = new double[LEVELS.length];
        for (int k = 0; k < LEVELS.length; k++) {
          quantiles[k] = d.quantile(LEVELS[k]);
        }
        ZonedDateTime start = day.forecast().timeOf(i).atZone(day.forecast().zone());
        String label = start.getHour() == 12 ? start.format(DAY) : "";
        boolean known = day.came()[i] != HourlySeries.MISSING;
        points.add(new FanChart.Point(label, quantiles, known ? day.came()[i] : Double.NaN));
      }
    }
    return points;
  }
}
