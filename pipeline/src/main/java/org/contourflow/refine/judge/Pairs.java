package org.contourflow.refine.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.contourflow.evaluate.Evaluation.Result;
import org.contourflow.evaluate.Evaluation.Row;
import org.contourflow.metrics.StructureScore;
import org.contourflow.metrics.StructureScore.Presence;
import org.contourflow.refine.judge.Paired.Measures;

/** Two evaluations of the same cases, pair by pair. */
public final class Pairs {
  private Pairs() {}

  /**
   * Pairs what the champion contours and the reference has. Where a network refused a case, or does
   * not know a structure, it missed it. What only the challenger contours has nothing beside it.
   *
   * @param patientOf a case's patient
   */
  public static List<Paired> of(
      Result champion, Result challenger, UnaryOperator<String> patientOf) {
    Map<String, Row> before = byKey(champion);
    Map<String, Row> after = byKey(challenger);
    TreeSet<String> structures = new TreeSet<>();
    champion.rows().forEach(r -> structures.add(r.structure()));
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<Paired> pairs = new ArrayList<>();
    for (String key : keys) {
      Row one = before.getOrDefault(key, after.get(key));
      if (structures.contains(one.structure())) {
        pairs.add(
            new Paired(
                patientOf.apply(one.caseId()),
                one.caseId(),
                one.structure(),
                measures(before.get(key)),
                measures(after.get(key))));
      }
    }
    return pairs;
  }

  private static Map<String, Row> byKey(Result result) {
    Map<String, Row> rows = new HashMap<>();
    for (Row row : result.rows()) {
      Presence presence = row.score().presence();
      if (presence == Presence.BOTH || presence == Presence.MISSED) {
        rows.put(row.caseId() + "\n" + row.structure(), row);
      }
    }
    return rows;
  }

  private static Measures measures(Row row) {
    if (row == null) {
      return Measures.REFUSED;
    }
    StructureScore score = row.score();
    boolean missed = score.presence() == Presence.MISSED;
    return new Measures(
        missed,
        missed ? 0 : score.dice(),
        missed ? 0 : score.surfaceDice3Mm(),
        score.addedPathLengthMm());
  }
}
