package org.contourflow.refine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.dicom.DurableMove;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.PrepareStep;
import org.contourflow.train.TrainingConfig;
import org.contourflow.train.data.LabelScheme;

/**
 * The training file of a refinement ({@code train.yaml} of the work folder): what this program
 * takes, with what {@code training.keys} says instead.
 */
final class TrainingFile {
  /** The finest level of the way up, and the heads; the names are those of train/network.py. */
  private static final List<String> LAST = List.of("u0", "d0", "h0", "h1", "h2");

  private static final int MOST_STEPS = 1_000_000;
  private static final String REFERENCE = "docs/training.md";

  private final RefineSettings settings;

  TrainingFile(RefineSettings settings) {
    this.settings = settings;
  }

  /**
   * Writes and reads it.
   *
   * @param network to start from
   * @param labels the label scheme's file
   * @param set folder or description of the set's cases
   * @param held file of cases that steer and never teach
   * @param teacher the parent's weights, which mark what is held
   */
  TrainingConfig write(
      ModelManifest parent, Path network, Path labels, Path set, Path held, Path teacher)
      throws IOException {
    Map<String, Object> keys = defaults(parent);
    LabelScheme scheme = LabelScheme.read(labels);
    List<String> all = scheme.structureNames();
    List<String> known = CandidateModel.known(parent, scheme);
    List<String> hold = settings.training().held(known, all);
    List<String> fresh = new ArrayList<>(all);
    fresh.removeAll(known);
    keys.put("fresh", fresh);
    if (settings.training().hours() > 0) {
      keys.put("steps", MOST_STEPS); // As many as there is time for.
    }
    settings.training().keys().forEach(keys::put);
    if (settings.training().hours() > 0) {
      keys.put("hours", settings.training().hours());
    }
    keys.put("network", path(network));
    keys.put("work", path(settings.work()));
    keys.put("validation", path(held));
    keys.put("labels", path(labels));
    keys.put("seed", settings.training().seed());
    keys.put("device", settings.training().device());
    keys.put(
        "layers", settings.training().layers() == RefineSettings.Layers.LAST ? LAST : List.of());
    if (settings.data().replay().isPresent()) {
      RefineSettings.Replay replay = settings.data().replay().get();
      keys.put("data", path(replay.data()));
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("data", path(set));
      more.put("share", 1 - replay.share());
      more.put("held", hold);
      keys.put("more", List.of(more));
      keys.put("otherHabit", replay.otherHabit());
    } else {
      keys.put("data", path(set));
      keys.put("held", hold);
    }
    if (!hold.isEmpty()) {
      keys.put("teachers", teachers(teacher, hold));
    }
    Path file = settings.work().resolve("train.yaml");
    byte[] text =
        ("# Made by contourflow refine; keys: "
                + REFERENCE
                + "\n"
                + new YAMLMapper().writeValueAsString(keys))
            .getBytes(StandardCharsets.UTF_8);
    DurableMove.write(file, out -> out.write(text));
    return TrainingConfig.read(file);
  }

  /**
   * The parent first, so that it speaks for what is held whoever else is named. Old cases keep
   * their contours, and the parent need not look at them.
   */
  private List<Object> teachers(Path parent, List<String> hold) {
    List<Object> out = new ArrayList<>();
    Map<String, Object> first = new LinkedHashMap<>();
    first.put("network", path(parent));
    first.put("structures", hold);
    first.put("heldOnly", true);
    out.add(first);
    JsonNode more = settings.training().keys().get("teachers");
    if (more != null) {
      more.forEach(out::add);
    }
    return out;
  }

  private static String path(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private static Map<String, Object> defaults(ModelManifest parent) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("doubtful", null);
    keys.put("teacher", null);
    keys.put("steps", 400);
    keys.put("batch", 1);
    keys.put("window", parent.tiling().patch());
    keys.put("spacingMm", spacing(parent));
    keys.put("learningRate", 0.0012);
    keys.put("warmUpSteps", 20);
    keys.put("schedule", "HOLD_THEN_LINEAR");
    keys.put("decayFraction", 0.7);
    keys.put("weightDecay", 0.01);
    keys.put("largestGradientNorm", 3.0);
    keys.put("averaging", 0.985);
    keys.put("organCentred", false);
    keys.put("augmentationStrength", 0.8);
    keys.put("elasticMm", 8);
    keys.put("checkpointEvery", 20);
    keys.put("validateEvery", 100);
    keys.put("patience", 0);
    keys.put("validationCases", 1);
    keys.put("trainingCases", 0);
    keys.put("threads", 0);
    return keys;
  }

  private static List<Double> spacing(ModelManifest parent) {
    return parent.prepare().stream()
        .filter(PrepareStep.Resample.class::isInstance)
        .flatMap(step -> ((PrepareStep.Resample) step).spacingMm().stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    parent.about().id() + " has no grid of its own (resample.spacing_mm)"));
  }

  /**
   * Ids of the set that steer the run: of three cases and more, the first by their digests; none
   * where {@code validationCases} is 0, so that all teach.
   */
  Path held(TrainingSet set) throws IOException {
    StringBuilder text = new StringBuilder("# Steers the run and never teaches.\n");
    JsonNode steering = settings.training().keys().get("validationCases");
    boolean none = steering != null && steering.asInt(1) == 0;
    if (set.cases().size() >= 3 && !none) {
      text.append(
              set.cases().stream()
                  .min(java.util.Comparator.comparing(TrainingSet.Case::sha256))
                  .orElseThrow()
                  .id())
          .append('\n');
    }
    Path file = settings.work().resolve("held-back.txt");
    Files.writeString(file, text);
    return file;
  }
}
