package org.contourflow.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contourflow.train.data.CaseCache;
import org.contourflow.train.data.CaseList;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.CleanedCases;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.ReleasedCases;
import org.contourflow.train.data.TrainingCase;

/**
 * The cases of a run, in memory, split by patient, and the sequence of batches: batch {@code n} is
 * a function of seed and n alone.
 */
final class TrainingData {
  private final TrainingConfig config;
  private final LabelScheme scheme;
  private final List<TrainingCase> training = new ArrayList<>();
  private final List<TrainingCase> validation = new ArrayList<>();

  /**
   * One epoch of each source: every case, and those with a contour of a rarer organ (oesophagus,
   * larynx) twice.
   */
  private final List<List<TrainingCase>> epochs = new ArrayList<>();

  private final Augmentation augmentation;

  /**
   * Reads all cases.
   *
   * @param more what the key {@code more} names, in its order
   */
  TrainingData(TrainingConfig config, ReleasedCases all, List<ReleasedCases> more)
      throws IOException {
    this.config = config;
    this.scheme = config.scheme();
    this.augmentation =
        new Augmentation(
                config.windowShape(),
                config.spacing(),
                scheme,
                config.organCentred(),
                config.augmentationStrength(),
                config.elasticMm())
            .aimedAt(config.fresh().stream().mapToInt(scheme::classOf).toArray());
    List<CaseSource> sources = new ArrayList<>(more);
    sources.add(
        config.doubtful() == null
            ? all
            : CleanedCases.of(all, config.doubtful(), scheme.structureNames()));
    Set<String> held = CaseList.read(config.validation(), sources);
    // The few cases of more come first: they are the ones to steer by.
    List<List<TrainingCase>> contoured = new ArrayList<>();
    List<Teachers.Habits> habits = habits();
    for (int i = 0; i < sources.size(); i++) {
      String cache = i == more.size() ? "cache" : "cache-" + (i + 1);
      contoured.add(read(sources.get(i), cache, held, habits.get(i).held()));
    }
    List<List<TrainingCase>> completed = new Teachers(config).complete(contoured, habits);
    Collections.rotate(completed, 1);
    Collections.rotate(contoured, 1);
    for (int i = 0; i < completed.size(); i++) {
      training.addAll(completed.get(i));
      epochs.add(epoch(contoured.get(i), completed.get(i)));
    }
  }

  /** Of more and of data, in the order of the sources. */
  private List<Teachers.Habits> habits() {
    List<Teachers.Habits> out = new ArrayList<>();
    for (TrainingConfig.More each : config.more()) {
      out.add(Teachers.Habits.of(scheme, each.otherHabit(), each.held()));
    }
    out.add(Teachers.Habits.of(scheme, config.otherHabit(), config.held()));
    return out;
  }

  private List<TrainingCase> read(
      CaseSource source, String cache, Set<String> held, Set<Integer> heldStructures)
      throws IOException {
    CaseCache cases =
        new CaseCache(
            config.work().resolve(cache), source, scheme, config.spacing(), heldStructures);
    List<TrainingCase> read = new ArrayList<>();
    for (String id : source.ids()) {
      boolean mayTrain = config.trainingCases() == 0 || read.size() < config.trainingCases();
      if (!held.contains(id) && mayTrain) {
        read.add(cases.read(id));
      } else if (held.contains(id) && validation.size() < config.validationCases()) {
        validation.add(cases.read(id));
      }
    }
    return read;
  }

  private List<TrainingCase> epoch(List<TrainingCase> contoured, List<TrainingCase> completed) {
    List<TrainingCase> epoch = new ArrayList<>();
    for (int i = 0; i < contoured.size(); i++) {
      TrainingCase each = contoured.get(i);
      boolean rare =
          IntStream.range(1, scheme.classes())
              .anyMatch(k -> each.has(k) && scheme.structure(k).rare());
      epoch.addAll(Collections.nCopies(rare ? 2 : 1, completed.get(i)));
    }
    return epoch;
  }

  int trainingSize() {
    return training.size();
  }

  List<TrainingCase> validation() {
    return validation;
  }

  /** The batch of a step counted from 1, in an order shuffled anew every epoch. */
  Batch batch(long step) {
    WindowShape shape = config.windowShape();
    float[] input = new float[config.batch() * shape.voxels()];
    float[] codes = new float[input.length];
    float[] missing = new float[config.batch() * scheme.classes()];
    for (int n = 0; n < config.batch(); n++) {
      long draw = (step - 1) * config.batch() + n;
      SplittableRandom random = new SplittableRandom(config.seed() * 1_000_003L + draw);
      Augmentation.View view = augmentation.draw(caseOf(draw), random);
      copy(view, n, shape, input, codes, missing);
    }
    return new Batch(config.batch(), shape, input, codes, missing);
  }

  private static void copy(
      Augmentation.View view,
      int n,
      WindowShape shape,
      float[] input,
      float[] codes,
      float[] missing) {
    int at = n * shape.voxels();
    for (int i = 0; i < shape.voxels(); i++) {
      input[at + i] = normalised(view.window().hu()[i]);
      codes[at + i] = view.window().codes()[i] & 0xFF;
    }
    int classes = view.missing().length;
    for (int k = 0; k < classes; k++) {
      missing[n * classes + k] = view.missing()[k] ? 1 : 0;
    }
  }

  /** HU to what the network takes: clipped to -1024..3071, in thousands. */
  static float normalised(float hu) {
    return Math.max(-1024, Math.min(3071, hu)) / 1000f;
  }

  /** Sources take turns by their shares; within a source the order is shuffled anew every epoch. */
  private TrainingCase caseOf(long draw) {
    if (config.more().isEmpty()) {
      return caseOf(epochs.get(0), draw, config.seed());
    }
    double at = new SplittableRandom(config.seed() * 31 + draw).nextDouble();
    int source = 0;
    for (int i = 0; i < config.more().size() && source == 0; i++) {
      at -= config.more().get(i).share();
      source = at < 0 ? i + 1 : 0;
    }
    List<TrainingCase> epoch = epochs.get(source);
    return epoch.get(new SplittableRandom(config.seed() * 37 + draw).nextInt(epoch.size()));
  }

  private static TrainingCase caseOf(List<TrainingCase> epoch, long draw, long seed) {
    long number = draw / epoch.size();
    int place = (int) (draw % epoch.size());
    int[] order = new int[epoch.size()];
    SplittableRandom random = new SplittableRandom(seed + 7919 * (number + 1));
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return epoch.get(order[place]);
  }
}
