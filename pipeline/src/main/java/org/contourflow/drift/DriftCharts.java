package org.contourflow.drift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.drift.ControlChart.Alarm;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewedCase.Scanner;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;

/**
 * Charts of reviews: of each structure and model version over all cases, and again by site, by
 * scanner and by kernel, where these differ.
 */
public final class DriftCharts {
  private final List<Charted> charts;

  /**
   * What a chart is of.
   *
   * @param group {@code all}, or {@code site}, {@code scanner}, {@code kernel} with its value
   */
  public record Key(String structure, String model, String group, DriftMetric metric) {
    @Override
    public String toString() {
      return structure + ", " + model + ", " + group + ", " + metric.column();
    }
  }

  /** A chart and what it is of. */
  public record Charted(Key key, ControlChart chart) {
    /** The alarm in a line: structure, model and since when. */
    public String describe(Alarm alarm) {
      Observation since = chart.observations().get(alarm.since());
      return String.format(
          java.util.Locale.ROOT,
          "%s by %s (%s): %s %s since %s (%s), from %.3f to %.3f; %s",
          key.structure(),
          key.model().isEmpty() ? "an unnamed model" : key.model(),
          key.group(),
          key.metric().column(),
          alarm.up() ? "rose" : "fell",
          since.at().toString().substring(0, 10),
          since.caseId(),
          chart.mean(),
          chart.meanSince(alarm.since()),
          switch (alarm.rule()) {
            case CUSUM -> "CUSUM";
            case RUN -> chart.rules().runLength() + " in a row on one side";
            case BEYOND_LIMITS -> "one case beyond 3 sigma";
          });
    }
  }

  /** Draws all charts that have a baseline and a case behind it. */
  public DriftCharts(List<ReviewRecord> reviews, List<DriftMetric> metrics, ChartRules rules) {
    Map<Key, List<Observation>> series = new LinkedHashMap<>();
    for (ReviewRecord review : reviews) {
      for (ReviewedStructure structure : review.set().structures()) {
        for (DriftMetric metric : metrics) {
          add(review, structure, metric, series);
        }
      }
    }
    charts = new ArrayList<>();
    series.forEach(
        (key, values) -> {
          ControlChart chart = new ControlChart(values, rules, key.metric().leastSigma());
          if (chart.isReady()) {
            charts.add(new Charted(key, chart));
          }
        });
  }

  /** What was only added is no work of the model's. */
  private static void add(
      ReviewRecord review,
      ReviewedStructure structure,
      DriftMetric metric,
      Map<Key, List<Observation>> series) {
    if (structure.verdict() == Verdict.ADDED || structure.measured().isEmpty()) {
      return;
    }
    double value = metric.of(structure.measured().get());
    if (!Double.isFinite(value)) {
      return;
    }
    Observation one = new Observation(review.from().at(), review.of().caseId(), value);
    for (String group : groups(review.of().scanner())) {
      Key key = new Key(structure.name(), review.of().model(), group, metric);
      series.computeIfAbsent(key, k -> new ArrayList<>()).add(one);
    }
  }

  private static List<String> groups(Scanner scanner) {
    List<String> groups = new ArrayList<>(List.of("all"));
    add("site", scanner.site(), groups);
    add("scanner", scanner.scanner(), groups);
    add("kernel", scanner.kernel(), groups);
    return groups;
  }

  private static void add(String what, String value, List<String> groups) {
    if (!value.isBlank()) {
      groups.add(what + " " + value);
    }
  }

  /** The charts. */
  public List<Charted> charts() {
    return List.copyOf(charts);
  }

  /** A line for each chart on which something changed: since when at the earliest. */
  public List<String> alerts() {
    return charts.stream()
        .flatMap(c -> c.chart().earliestDrift().map(c::describe).stream())
        .toList();
  }

  /**
   * Alarms of drift that a case set off: it is the last of its chart, and no alarm before it said
   * the same.
   */
  public List<String> setOffBy(ReviewRecord review) {
    List<String> lines = new ArrayList<>();
    for (Charted charted : charts) {
      List<Observation> all = charted.chart().observations();
      Observation last = all.get(all.size() - 1);
      List<Alarm> drift = charted.chart().alarms().stream().filter(Alarm::isDrift).toList();
      boolean its =
          last.caseId().equals(review.of().caseId()) && last.at().equals(review.from().at());
      if (its && !drift.isEmpty()) {
        Alarm alarm = drift.get(drift.size() - 1);
        boolean said =
            drift.stream().anyMatch(a -> a.at() < alarm.at() && isLastBefore(drift, a, alarm));
        if (alarm.at() == all.size() - 1 && !said) {
          lines.add(charted.describe(alarm));
        }
      }
    }
    return lines;
  }

  /** Whether the alarm before this one went the same way. */
  private static boolean isLastBefore(List<Alarm> drift, Alarm before, Alarm alarm) {
    return before.up() == alarm.up()
        && drift.stream().noneMatch(a -> a.at() > before.at() && a.at() < alarm.at());
  }
}
