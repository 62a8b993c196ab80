package org.contourflow.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The factors of alarm-factors.json are what the choice gives. Writes target/alarm-factors.json,
 * the reference made with them (target/head-neck-openkbp-4.json) and what they are worth on folds
 * that had no part in them (target/alarm-choice.md, the first table of docs/contour-qa.md).
 */
@Tag("proof")
class AlarmChoiceTest {
  /** As docs/decisions/0219 says. */
  static final AlarmChoice.Setting SETTING = new AlarmChoice.Setting(1.4, 0.03, 20);

  /** Errors are put into one patient in so many: right contours are scarce, errors are not. */
  private static final int EVERY = 3;

  static final String COMMAND =
      "mvn -Pproof test -pl pipeline -am -Dtest=AlarmChoiceTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  /** Right contours that may have too many points, a case. */
  private static final double[] BY_POINTS = {0.05, 0.08, 0.1, 0.12};

  /** As docs/decisions/0203 says. */
  private static final double CHOSEN = 0.1;

  private static final double[] CURVE = {0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 2};

  @Test
  void the_factors_are_those_that_the_choice_gives() throws IOException {
    List<MeasuredErrors.Patient> patients = patients();
    Map<String, Set<String>> doubtful = OpenKbp.doubtful();
    AlarmChoice choice = new AlarmChoice(patients, doubtful);
    AlarmFactors made = AlarmChoice.factors(choice.choose(SETTING, -1), 1);
    Files.writeString(Path.of("target", "alarm-factors.json"), made.toJson());
    Files.writeString(
        Path.of("target", "head-neck-openkbp-4.json"), reference(patients, doubtful, made));
    AlarmChoice.ByFolds folds = choice.new ByFolds(SETTING);
    StringBuilder curve = new StringBuilder();
    for (double wider : CURVE) {
      curve.append("| ").append(wider).append(" | ").append(folds.worth(wider).line());
      curve.append(" |\n");
    }
    PointsChoice points = new PointsChoice(choice);
    Map<AlarmChoice.Item, Double> heldOut = points.heldOut();
    for (double most : BY_POINTS) {
      double limit = PointsChoice.limit(heldOut, most, choice.cases());
      for (double wider : new double[] {1, 1.2, 1.5}) {
        curve.append("| ").append(wider).append(", ").append(limit).append(" points | ");
        curve.append(folds.worth(wider, i -> heldOut.get(i) > limit).line()).append(" |\n");
      }
    }
    double limit = PointsChoice.limit(heldOut, CHOSEN, choice.cases());
    curve.append('\n').append(folds.worth(1, i -> heldOut.get(i) > limit).details());
    ErrorPoints chosen = points.points(limit);
    Files.writeString(
        Path.of("target", "head-neck-openkbp-4-points.json"),
        new ObjectMapper().writeValueAsString(chosen));
    Files.writeString(Path.of("target", "alarm-choice.md"), curve);
    AlarmFactors shipped = AlarmFactors.chosen();
    assertThat(made.factors().keySet()).isEqualTo(shipped.factors().keySet());
    made.factors()
        .forEach(
            (feature, sides) -> {
              AlarmFactors.Sides then = shipped.factors().get(feature);
              assertThat(sides.down()).as(feature).isCloseTo(then.down(), within(0.02));
              assertThat(sides.up()).as(feature).isCloseTo(then.up(), within(0.02));
            });
    assertThat(chosen).isEqualTo(ErrorPoints.headAndNeck());
  }

  private static List<MeasuredErrors.Patient> patients() throws IOException {
    List<MeasuredErrors.Patient> patients = new ArrayList<>();
    int n = 0;
    try (OpenKbp data = new OpenKbp()) {
      MeasuredErrors measured = new MeasuredErrors(new InjectedMasks(data));
      for (String id : data.ids("train-pats")) {
        MeasuredErrors.Patient p = n++ % EVERY == 0 ? measured.of(id) : measured.right(id);
        if (!OpenKbp.isBlank(p.right().measures())) {
          patients.add(p);
        }
      }
    }
    return patients;
  }

  private static String reference(
      List<MeasuredErrors.Patient> patients, Map<String, Set<String>> doubtful, AlarmFactors by)
      throws IOException {
    List<Map<String, Measures>> measures = new ArrayList<>();
    List<Map<String, Double>> overlaps = new ArrayList<>();
    for (MeasuredErrors.Patient p : patients) {
      Map<String, Measures> own = new TreeMap<>(p.right().measures());
      own.keySet().removeAll(doubtful.getOrDefault(p.id(), Set.of()));
      measures.add(own);
      overlaps.add(p.right().overlaps());
    }
    return ReferenceFitTest.fit(measures, overlaps, by).toJson();
  }
}
