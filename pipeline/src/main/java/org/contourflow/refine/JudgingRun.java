package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.evaluate.CasePace;
import org.contourflow.evaluate.Evaluation;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Segmenter;
import org.contourflow.model.Sha256;
import org.contourflow.model.manifest.RegisteredModel;

/**
 * Lets networks contour the folds, case by case; what an earlier call that was stopped has done is
 * taken up. Tells after each case how far it is.
 */
final class JudgingRun {
  private final Map<String, JudgedFold> folds;
  private final List<String> structures;
  private final JudgedCases kept;
  private final String program;
  private final Engine engine;
  private final Consumer<String> tell;
  private final int all;
  private final CasePace pace;

  /**
   * @param structures whose references the folds' sources give
   * @param program its version: another one may contour and measure otherwise
   * @param networks that will be run
   */
  JudgingRun(
      Map<String, JudgedFold> folds,
      List<String> structures,
      JudgedCases kept,
      String program,
      Engine engine,
      Consumer<String> tell,
      int networks) {
    this.folds = folds;
    this.structures = List.copyOf(structures);
    this.kept = kept;
    this.program = program;
    this.engine = engine;
    this.tell = tell;
    this.all = networks * folds.values().stream().mapToInt(f -> f.patients().size()).sum();
    this.pace = new CasePace(all);
  }

  /** A case of a fold, and under what its result is kept. */
  private record Asked(JudgedFold fold, JudgedCases.Key key) {}

  /** Forgets what earlier calls kept of other networks and cases. */
  void forgetOthers(List<RegisteredModel> networks) throws IOException {
    List<JudgedCases.Key> keys = new ArrayList<>();
    for (RegisteredModel network : networks) {
      for (JudgedFold fold : folds.values()) {
        asked(network, fold).forEach(a -> keys.add(a.key()));
      }
    }
    kept.keepOnly(keys);
    int there = 0;
    for (JudgedCases.Key key : keys) {
      there += kept.read(key).isPresent() ? 1 : 0;
    }
    if (there > 0) {
      tell.accept("going on: %d of %d are there from before".formatted(there, all));
    }
  }

  /** Results by fold. */
  Map<String, Evaluation.Result> of(RegisteredModel network) throws IOException {
    Map<String, Evaluation.Result> results = new LinkedHashMap<>();
    Segmenter[] segmenter = new Segmenter[1]; // Loaded for the first case that is not there.
    try {
      for (Map.Entry<String, JudgedFold> fold : folds.entrySet()) {
        List<Evaluation.Result> cases = new ArrayList<>();
        for (Asked each : asked(network, fold.getValue())) {
          Optional<Evaluation.Result> before = kept.read(each.key());
          if (before.isEmpty() && segmenter[0] == null) {
            segmenter[0] = engine.segmenter(network);
          }
          before.ifPresent(there -> pace.there());
          cases.add(before.isPresent() ? before.get() : contour(segmenter[0], each));
        }
        results.put(fold.getKey(), together(network.identity(), cases));
      }
    } finally {
      if (segmenter[0] != null) {
        segmenter[0].close();
      }
    }
    return results;
  }

  private List<Asked> asked(RegisteredModel network, JudgedFold fold) throws IOException {
    Path manifest = network.folder().resolve("model.yaml");
    String of = network.identity().weightsSha256() + " " + Sha256.of(manifest) + " by " + program;
    List<Asked> out = new ArrayList<>();
    for (String id : fold.source().ids()) {
      String print = fold.source().fingerprint(id);
      String patient = fold.patients().get(id);
      out.add(new Asked(fold, new JudgedCases.Key(of, patient, id, print, structures)));
    }
    return out;
  }

  private Evaluation.Result contour(Segmenter segmenter, Asked asked) throws IOException {
    String id = asked.key().caseId();
    SomeCases one = SomeCases.of(asked.fold().source(), List.of(id));
    EvaluationData data = new EvaluationData(one, null);
    long start = System.nanoTime();
    Evaluation.Result result =
        ofThisCase(
            new Evaluation(segmenter, data, Evaluation.NotContoured.UNKNOWN).run(line -> {}));
    pace.took(System.nanoTime() - start);
    boolean mayBeKept = asked.fold().mayBeKept(asked.key().patient());
    if (result.failures().isEmpty() && mayBeKept) { // Another call may do better.
      kept.write(asked.key(), result);
    }
    String outcome = result.failures().isEmpty() ? id : String.join("; ", result.failures());
    tell.accept(segmenter.identity().label() + ": " + outcome + pace);
    return result;
  }

  /**
   * Without what a source says of all cases that it has read: it would be kept in the file of this
   * patient and stay there when another withdraws. No judgement uses it.
   */
  private static Evaluation.Result ofThisCase(Evaluation.Result all) {
    return new Evaluation.Result(
        all.model(), all.rows(), all.unjudged(), all.failures(), List.of(), List.of());
  }

  private static Evaluation.Result together(ModelIdentity network, List<Evaluation.Result> cases) {
    List<Evaluation.Row> rows = new ArrayList<>();
    List<String> unjudged = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Evaluation.Result each : cases) {
      rows.addAll(each.rows());
      unjudged.addAll(each.unjudged());
      failures.addAll(each.failures());
    }
    return new Evaluation.Result(network.label(), rows, unjudged, failures, List.of(), List.of());
  }
}
