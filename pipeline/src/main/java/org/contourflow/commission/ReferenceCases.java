package org.contourflow.commission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.contourflow.metrics.StructureScore;
import org.contourflow.volume.BinaryMask;

/**
 * A site's own reference cases: what came out of the system against what clinicians drew, a figure
 * a case and measure, and a line a structure and limit. A claim holds if the whole confidence
 * interval of the mean is on the good side of the limit; its line says how many cases such a claim
 * needs.
 */
public final class ReferenceCases {
  static final String SECTION = "Reference cases";
  static final String FIGURES = "Reference cases, each";

  private final ReferenceLimits limits;
  private final Map<String, Map<String, StructureScore>> scores = new TreeMap<>();

  public ReferenceCases(ReferenceLimits limits) {
    this.limits = limits;
  }

  /** Adds a structure of a case, both masks on the CT's grid. */
  public void add(String caseId, String structure, BinaryMask reference, BinaryMask found) {
    scores
        .computeIfAbsent(structure, s -> new LinkedHashMap<>())
        .put(caseId, StructureScore.of(reference, found));
  }

  /** All lines. */
  public List<SheetLine> lines() {
    List<SheetLine> lines = new ArrayList<>();
    for (Map.Entry<String, Map<String, StructureScore>> each : scores.entrySet()) {
      claims(each.getKey(), each.getValue(), lines);
    }
    for (String structure : limits.structures().keySet()) {
      if (!scores.containsKey(structure)) {
        lines.add(
            SheetLine.of(
                "reference/" + structure,
                SECTION,
                structure + ": there are reference cases of it",
                limits.fewestCases() + " or more",
                "none",
                false));
      }
    }
    scores.forEach(
        (structure, cases) -> cases.forEach((id, s) -> figures(structure, id, s, lines)));
    return lines;
  }

  private void claims(String structure, Map<String, StructureScore> cases, List<SheetLine> lines) {
    List<String> missed =
        cases.entrySet().stream()
            .filter(e -> e.getValue().presence() == StructureScore.Presence.MISSED)
            .map(Map.Entry::getKey)
            .toList();
    Map<ReferenceMeasure, Double> asked = limits.of(structure);
    lines.add(found(structure, cases.size(), missed, !asked.isEmpty()));
    for (ReferenceMeasure measure : ReferenceMeasure.values()) {
      double[] values =
          cases.values().stream().mapToDouble(measure::of).filter(Double::isFinite).toArray();
      lines.add(claim(structure, measure, values, asked.get(measure)));
    }
  }

  private SheetLine found(String structure, int cases, List<String> missed, boolean asked) {
    String found =
        (cases - missed.size()) + " of " + cases + (missed.isEmpty() ? "" : ", not in " + missed);
    String id = "reference/" + structure + "/found";
    String what = structure + ": found in every case that has it";
    return asked
        ? SheetLine.of(id, SECTION, what, "all", found, missed.isEmpty())
        : SheetLine.note(id, SECTION, what, found);
  }

  private SheetLine claim(
      String structure, ReferenceMeasure measure, double[] values, Double limit) {
    String id = "reference/" + structure + "/" + measure.word();
    String what = structure + ": mean " + measure.word();
    if (values.length < 2) {
      String found = values.length == 0 ? "no case" : format("%.3f, one case", values[0]);
      return limit == null
          ? SheetLine.note(id, SECTION, what, found)
          : SheetLine.of(id, SECTION, what, asked(measure, limit), found, false);
    }
    MeanInterval mean = MeanInterval.of(values, limits.confidence());
    String found =
        format(
            "%.3f (%.0f %%: %.3f to %.3f), %d cases",
            mean.mean(), 100 * mean.confidence(), mean.low(), mean.high(), mean.cases());
    if (limit == null) {
      return SheetLine.note(id, SECTION, what, found);
    }
    boolean holds = measure.isMoreBetter() ? mean.low() >= limit : mean.high() <= limit;
    boolean enough = values.length >= limits.fewestCases();
    return SheetLine.of(
        id,
        SECTION,
        what,
        asked(measure, limit),
        found + "; " + needs(measure, mean, limit),
        holds && enough);
  }

  private String asked(ReferenceMeasure measure, double limit) {
    return format(
        "%s %.3f, the whole interval; %d cases or more",
        measure.isMoreBetter() ? "at least" : "at most", limit, limits.fewestCases());
  }

  /** How many cases the claim needs, or that more cases would not help. */
  private String needs(ReferenceMeasure measure, MeanInterval mean, double limit) {
    boolean goodSide = measure.isMoreBetter() ? mean.mean() > limit : mean.mean() < limit;
    if (!goodSide) {
      return "the mean itself is beyond the limit";
    }
    int cases = mean.casesFor(limit);
    return cases == 0
        ? "the claim needs more than 10,000 cases"
        : "the claim needs " + Math.max(cases, limits.fewestCases());
  }

  private static void figures(
      String structure, String caseId, StructureScore score, List<SheetLine> lines) {
    for (ReferenceMeasure measure : ReferenceMeasure.values()) {
      double value = measure.of(score);
      String id = "case/" + caseId + "/" + structure + "/" + measure.word();
      lines.add(
          SheetLine.figure(
              id,
              FIGURES,
              caseId + ", " + structure + ": " + measure.word(),
              Double.isFinite(value) ? format("%.4f", value) : "missed",
              Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty()));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
