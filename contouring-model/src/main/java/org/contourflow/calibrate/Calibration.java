package org.contourflow.calibrate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.contourflow.calibrate.CalibrationData.Run;
import org.contourflow.evaluate.CasePace;
import org.contourflow.evaluate.EvaluationData;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.Plausibility;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.manifest.Plausibility.Region;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.model.presence.OrganFacts;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.CleanedCases;
import org.contourflow.train.data.ReleasedCases;
import org.contourflow.volume.CtVolume;

/**
 * Makes a model's {@code plausibility}: volumes and places from the contours of its training cases,
 * confidences from its results on cases held back.
 */
public final class Calibration {
  /** A CT must show this much head and neck. */
  private static final double LEAST_REGION_MM = 12;

  private final RegisteredModel model;
  private final ReleasedCases cases;
  private final EvaluationData data;
  private final List<String> validation;

  /**
   * @param cases what the gate released
   * @param doubtful contours that teach nothing, a case and a structure a line; may be null
   * @param validation ids of the cases held back from training
   */
  public Calibration(
      RegisteredModel model, ReleasedCases cases, Path doubtful, List<String> validation)
      throws IOException {
    this.model = model;
    this.cases = cases;
    List<String> names =
        model.manifest().structures().stream().map(StructureDefinition::name).toList();
    CaseSource trusted = doubtful == null ? cases : CleanedCases.of(cases, doubtful, names);
    this.data = new EvaluationData(trusted, null);
    this.validation = List.copyOf(validation);
  }

  /**
   * What was made and seen.
   *
   * @param fits by structure
   * @param told what too few cases did not give, a line each
   */
  public record Result(
      ModelManifest manifest,
      Map<String, Map<String, OrganFacts>> references,
      List<Run> validation,
      List<Run> offTarget,
      Map<String, CalibrationFit> fits,
      List<String> told) {
    public Result {
      told = List.copyOf(told);
    }
  }

  /** Reads a CT when it is needed. */
  @FunctionalInterface
  public interface CtSource {
    CtVolume read() throws IOException;
  }

  /**
   * Calibrates.
   *
   * @param offTarget CTs by name that do not show the model's part of the body: looked at, not
   *     learnt from
   */
  public Result run(Map<String, CtSource> offTarget, Consumer<String> progress) throws IOException {
    cases.requireAll();
    List<String> training = data.ids().stream().filter(id -> !validation.contains(id)).toList();
    Map<String, Map<String, OrganFacts>> references =
        CalibrationData.references(data, training, progress);
    ModelManifest open = CalibrationData.open(model.manifest());
    Region region = region();
    List<Run> runs = new ArrayList<>();
    List<Run> others = new ArrayList<>();
    List<Segmenter> segmenters = new ArrayList<>();
    try {
      CalibrationData.cropped(model.manifest()).ifPresent(m -> segmenters.add(load(m)));
      segmenters.add(load(open));
      CasePace pace = new CasePace(validation.size());
      for (String id : validation) {
        long start = System.nanoTime();
        EvaluationData.Case each = data.read(id);
        runs.add(CalibrationData.run(segmenters, open, region, id, each.ct(), each.references()));
        pace.took(System.nanoTime() - start);
        progress.accept("validation " + id + pace);
      }
      for (Map.Entry<String, CtSource> each : offTarget.entrySet()) {
        CtVolume ct = each.getValue().read();
        others.add(CalibrationData.run(segmenters, open, region, each.getKey(), ct, Map.of()));
        progress.accept("off target " + each.getKey());
      }
    } finally {
      segmenters.forEach(Segmenter::close);
    }
    cases.requireAll();
    CalibrationRules made = new CalibrationRules(model.manifest(), runs);
    Plausibility rules =
        new Plausibility(
            Optional.of(region),
            made.organs(references),
            made.relations(references),
            made.curves());
    return new Result(
        model.manifest().with(rules), references, runs, others, made.fits(), made.told(references));
  }

  private Segmenter load(ModelManifest manifest) {
    return Segmenters.load(new RegisteredModel(model.folder(), manifest));
  }

  /** The model's own; one that names none is taken for head and neck. */
  private Region region() {
    return model
        .manifest()
        .plausibility()
        .region()
        .orElse(new Region(BodyPart.HEAD_AND_NECK, LEAST_REGION_MM));
  }

  /** Names of the held-back cases, for messages. */
  @Override
  public String toString() {
    return "Calibration" + Arrays.asList(model.identity().label(), validation.size());
  }
}
