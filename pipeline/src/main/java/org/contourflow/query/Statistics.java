package org.contourflow.query;

import java.util.ArrayList;
import java.util.List;

/**
 * What the service did.
 *
 * @param days cases made a day (UTC), days without one left out
 * @param steps how long each step took
 * @param reasons why cases were refused or failed, the most frequent first
 * @param structures volume and confidence by structure and model version
 */
public record Statistics(
    List<Day> days, List<Step> steps, List<Reason> reasons, List<OfStructure> structures) {
  public Statistics {
    days = List.copyOf(days);
    steps = List.copyOf(steps);
    reasons = List.copyOf(reasons);
    structures = List.copyOf(structures);
  }

  /** Cases of a day, and how many of them failed or were refused. */
  public record Day(String day, long cases, long notDone) {}

  /** Seconds of a step over its cases: how many, median and nine of ten. */
  public record Step(String step, long cases, double medianSeconds, double nineOfTenSeconds) {}

  /** A reason, and how often. */
  public record Reason(String reason, long cases) {}

  /** A structure as a model version gave it: means over the cases that have it. */
  public record OfStructure(
      String structure,
      String model,
      long cases,
      Double meanVolumeCc,
      Double deviationCc,
      Double meanConfidence) {}

  /** All of it as lines of one CSV file. */
  public List<String> csv() {
    List<String> lines = new ArrayList<>();
    lines.add(Csv.line("what", "of", "model", "cases", "a", "b", "c"));
    days.forEach(d -> lines.add(Csv.line("day", d.day(), "", d.cases(), d.notDone(), "", "")));
    steps.forEach(
        s ->
            lines.add(
                Csv.line(
                    "step seconds (median, nine of ten)",
                    s.step(),
                    "",
                    s.cases(),
                    s.medianSeconds(),
                    s.nineOfTenSeconds(),
                    "")));
    reasons.forEach(r -> lines.add(Csv.line("reason", r.reason(), "", r.cases(), "", "", "")));
    structures.forEach(
        s ->
            lines.add(
                Csv.line(
                    "structure (mean cc, deviation cc, mean expected Dice)",
                    s.structure(),
                    s.model(),
                    s.cases(),
                    s.meanVolumeCc(),
                    s.deviationCc(),
                    s.meanConfidence())));
    return lines;
  }
}
