package org.contourflow.commission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reference cases of two runs, paired by case: how much each measure of a structure changed on
 * average, with its confidence interval, and in how many cases for the better or worse.
 */
final class PairedChanges {
  private static final double CONFIDENCE = 0.95;
  private static final double LEAST_CHANGE = 5e-5;

  private PairedChanges() {}

  /** Lines for a person, one a structure and measure that changed in any case. */
  static List<String> between(Sheet before, Sheet now) {
    Map<String, Double> old = figures(before);
    Map<String, List<Double>> changes = new TreeMap<>();
    figures(now)
        .forEach(
            (id, value) -> {
              if (old.containsKey(id)) {
                String key = id.substring(id.indexOf('/', id.indexOf('/') + 1) + 1);
                changes.computeIfAbsent(key, k -> new ArrayList<>()).add(value - old.get(id));
              }
            });
    List<String> lines = new ArrayList<>();
    changes.forEach((key, all) -> describe(key, all, lines));
    return lines;
  }

  private static Map<String, Double> figures(Sheet sheet) {
    Map<String, Double> figures = new LinkedHashMap<>();
    sheet.lines().stream()
        .filter(l -> l.section().equals(ReferenceCases.FIGURES))
        .forEach(l -> l.value().ifPresent(value -> figures.put(l.id(), value)));
    return figures;
  }

  private static void describe(String key, List<Double> changes, List<String> lines) {
    if (changes.stream().noneMatch(c -> Math.abs(c) > LEAST_CHANGE)) {
      return;
    }
    String[] parts = key.split("/");
    ReferenceMeasure measure = ReferenceMeasure.ofWord(parts[1]).orElseThrow();
    int sign = measure.isMoreBetter() ? 1 : -1;
    long better = changes.stream().filter(c -> sign * c > LEAST_CHANGE).count();
    long worse = changes.stream().filter(c -> sign * c < -LEAST_CHANGE).count();
    double[] values = changes.stream().mapToDouble(c -> c).toArray();
    String interval = "";
    if (values.length > 1) {
      MeanInterval mean = MeanInterval.of(values, CONFIDENCE);
      interval = String.format(Locale.ROOT, " (95 %%: %+.4f to %+.4f)", mean.low(), mean.high());
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s: mean change %+.4f%s in %d cases paired, %d better, %d worse",
            parts[0],
            parts[1],
            changes.stream().mapToDouble(c -> c).average().orElseThrow(),
            interval,
            values.length,
            better,
            worse));
  }
}
