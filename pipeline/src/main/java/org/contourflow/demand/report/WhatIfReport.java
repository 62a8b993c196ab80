package org.contourflow.demand.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.queue.Interval;
import org.contourflow.demand.queue.Outcome;
import org.contourflow.demand.queue.Promise;
import org.contourflow.demand.queue.Workload;

/**
 * One or several ways to staff, day by day and hour by hour: cases, waits to contour and to review,
 * the promise, and the staff it needs. Writes whatif.csv (days), whatif-hours.csv, whatif.json and
 * whatif.html.
 */
public final class WhatIfReport {
  private static final List<String> HEAD =
      List.of(
          "plan",
          "day",
          "cases",
          "to contour, min",
          "to review, min",
          "promise kept",
          "staff needed");

  /**
   * @param name such as "as it is" or "what if"
   */
  public record Plan(String name, Outcome outcome, Workload.Needs needs) {}

  private final Forecast forecast;
  private final Promise promise;
  private final List<Plan> plans;

  public WhatIfReport(Forecast forecast, Promise promise, List<Plan> plans) {
    this.forecast = forecast;
    this.promise = promise;
    this.plans = List.copyOf(plans);
  }

  /** Median and central 90 %. */
  private static String words(Interval i, double times, String format) {
    return Double.isNaN(i.mean())
        ? "-"
        : String.format(
            Locale.ROOT,
            format + " (" + format + " to " + format + ")",
            i.median() * times,
            i.low() * times,
            i.high() * times);
  }

  private List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    List<Forecast.Day> days = forecast.days();
    for (Plan plan : plans) {
      for (int d = 0; d < days.size(); d++) {
        Forecast.Day day = days.get(d);
        Outcome o = plan.outcome();
        rows.add(
            List.of(
                plan.name(),
                day.date().toString(),
                words(o.cases(day.from(), day.until()), 1, "%.0f"),
                words(o.waitToContour(day.from(), day.until()), 1, "%.0f"),
                words(o.waitToReview(day.from(), day.until()), 1, "%.0f"),
                words(o.promise(day, promise), 100, "%.0f%%"),
                words(plan.needs().days().get(d).staff(), 1, "%.0f")));
      }
    }
    return rows;
  }

  private String promiseInWords() {
    return String.format(
        Locale.ROOT,
        "Promise: %.0f %% of a day's cases that came before %s are reviewed by %s. Each figure is the"
            + " median of the paths and, in brackets, the middle 90 %% of them.",
        100 * promise.share(),
        promise.cameBefore(),
        promise.by());
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : table()) {
      text.append(String.format("%-10s %-12s%18s%22s%24s%24s%18s%n", row.toArray()));
    }
    return text.append(promiseInWords()).append('\n').toString();
  }

  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    StringBuilder days =
        new StringBuilder(
            "plan,day,"
                + columns("cases")
                + columns("to_contour")
                + columns("to_review")
                + columns("promise")
                + "need_mean,need_q05,need_q50,need_q95\n");
    StringBuilder hours =
        new StringBuilder(
            "plan,hour,"
                + columns("cases")
                + columns("to_contour")
                + columns("to_review")
                + "need_mean,need_q05,need_q50,need_q95\n");
    List<Map<String, Object>> json = new ArrayList<>();
    for (Plan plan : plans) {
      Outcome o = plan.outcome();
      for (Workload.Need need : plan.needs().days()) {
        Forecast.Day day =
            forecast.days().stream()
                .filter(d -> d.date().equals(need.day()))
                .findFirst()
                .orElseThrow();
        Map<String, Interval> of = new LinkedHashMap<>();
        of.put("cases", o.cases(day.from(), day.until()));
        of.put("minutesToContour", o.waitToContour(day.from(), day.until()));
        of.put("minutesToReview", o.waitToReview(day.from(), day.until()));
        of.put("promise", o.promise(day, promise));
        of.put("staffNeeded", need.staff());
        days.append(line(plan.name(), need.day().toString(), of.values()));
        json.add(json(plan.name(), "day", need.day().toString(), of));
      }
      for (int i = 0; i < forecast.size(); i++) {
        Map<String, Interval> of = new LinkedHashMap<>();
        of.put("cases", o.cases(i, i + 1));
        of.put("minutesToContour", o.waitToContour(i, i + 1));
        of.put("minutesToReview", o.waitToReview(i, i + 1));
        of.put("staffNeeded", plan.needs().hours().get(i));
        String hour = forecast.timeOf(i).atZone(forecast.zone()).toOffsetDateTime().toString();
        hours.append(line(plan.name(), hour, of.values()));
        json.add(json(plan.name(), "hour", hour, of));
      }
    }
    Files.writeString(folder.resolve("whatif.csv"), days);
    Files.writeString(folder.resolve("whatif-hours.csv"), hours);
    PlainJson.write(folder.resolve("whatif.json"), json);
    HtmlPage page =
        new HtmlPage(
            "Workload from " + forecast.origin().atZone(forecast.zone()).toLocalDateTime());
    page.text(promiseInWords());
    page.table(table());
    Files.writeString(folder.resolve("whatif.html"), page.toString());
  }

  private static String columns(String of) {
    return of + "_mean," + of + "_q05," + of + "_q50," + of + "_q95,";
  }

  private static String line(String plan, String when, Iterable<Interval> of) {
    StringBuilder line = new StringBuilder(plan + "," + when);
    for (Interval i : of) {
      for (double v : new double[] {i.mean(), i.low(), i.median(), i.high()}) {
        line.append(
            Double.isNaN(v) || Double.isInfinite(v) ? "," : String.format(Locale.ROOT, ",%.4f", v));
      }
    }
    return line.append('\n').toString();
  }

  private static Map<String, Object> json(
      String plan, String kind, String when, Map<String, Interval> of) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("plan", plan);
    map.put(kind, when);
    of.forEach(
        (name, i) -> {
          if (!Double.isNaN(i.mean()) && !Double.isInfinite(i.mean())) {
            map.put(name, i);
          }
        });
    return map;
  }
}
