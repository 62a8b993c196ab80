package org.contourflow.refine.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.contourflow.evaluate.Evaluation;
import org.contourflow.evaluate.Evaluation.Row;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.refine.judge.Judgement.AddedResult;

/** Structures that only the challenger has: how it does on those who have a contour of them. */
public final class AddedStructures {
  private AddedStructures() {}

  /**
   * Figures of one fold, a structure after the other.
   *
   * @param added names
   * @param challenger its results on the fold; a case that it refused is not in them
   * @param patientOf a case's patient, who counts once
   */
  public static List<AddedResult> of(
      String fold,
      Collection<String> added,
      Evaluation.Result challenger,
      UnaryOperator<String> patientOf) {
    List<AddedResult> out = new ArrayList<>();
    for (String name : added) {
      Map<String, List<Row>> patients =
          challenger.rows().stream()
              .filter(r -> r.structure().equals(name) && isContoured(r))
              .collect(
                  Collectors.groupingBy(
                      r -> patientOf.apply(r.caseId()), TreeMap::new, Collectors.toList()));
      double[] dice = means(patients, r -> r.score().dice());
      double[] surface = means(patients, r -> r.score().surfaceDice3Mm());
      long missed = patients.values().stream().filter(AddedStructures::anyMissed).count();
      long elsewhere =
          challenger.unjudged().stream().filter(each -> each.endsWith(" " + name)).count();
      out.add(
          new AddedResult(
              fold,
              name,
              dice.length,
              mean(dice),
              error(dice),
              mean(surface),
              error(surface),
              Math.toIntExact(missed),
              Math.toIntExact(elsewhere)));
    }
    return out;
  }

  private static boolean isContoured(Row row) {
    Presence presence = row.score().presence();
    return presence == Presence.BOTH || presence == Presence.MISSED;
  }

  private static boolean anyMissed(List<Row> rows) {
    return rows.stream().anyMatch(r -> r.score().presence() == Presence.MISSED);
  }

  /** One value a patient; what was missed is 0. */
  private static double[] means(Map<String, List<Row>> patients, ToDoubleFunction<Row> of) {
    return patients.values().stream()
        .mapToDouble(
            rows ->
                rows.stream()
                    .mapToDouble(
                        r -> r.score().presence() == Presence.MISSED ? 0 : of.applyAsDouble(r))
                    .average()
                    .orElseThrow())
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double error(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    int n = values.length;
    return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
  }
}
