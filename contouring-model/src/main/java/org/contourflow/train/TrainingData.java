package org.contourflow.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.contourflow.train.data.CaseCache;
import org.contourflow.train.data.CaseList;
import org.contourflow.train.data.CaseSource;
import org.contourflow.train.data.CleanedCases;
import org.contourflow.train.data.Organs;
import org.contourflow.train.data.TrainingCase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cases of a run, in memory, split by patient, and the sequence of batches: batch {@code n} is
 * a function of seed and n alone.
 */
final class TrainingData {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingData.class);

  private final TrainingConfig config;
  private final List<TrainingCase> training = new ArrayList<>();
  private final List<TrainingCase> validation = new ArrayList<>();

  /**
   * One epoch: every case, and those with a contour of the rarer organs (oesophagus, larynx) twice.
   */
  private final List<TrainingCase> epoch = new ArrayList<>();

  private final Augmentation augmentation;

  TrainingData(TrainingConfig config, CaseSource all) throws IOException {
    this.config = config;
    CaseSource source = config.doubtful() == null ? all : CleanedCases.of(all, config.doubtful());
    this.augmentation =
        new Augmentation(
            config.windowShape(),
            config.spacing(),
            config.organCentred(),
            config.augmentationStrength(),
            config.elasticMm());
    CaseCache cases = new CaseCache(config.work().resolve("cache"), source, config.spacing());
    Set<String> held = CaseList.read(config.validation(), source);
    for (String id : source.ids()) {
      boolean mayTrain = config.trainingCases() == 0 || training.size() < config.trainingCases();
      if (!held.contains(id) && mayTrain) {
        training.add(cases.read(id));
      } else if (held.contains(id) && validation.size() < config.validationCases()) {
        validation.add(cases.read(id));
      }
    }
    List<TrainingCase> completed = completed(training, config);
    for (int i = 0; i < training.size(); i++) {
      TrainingCase contoured = training.get(i);
      boolean rare = contoured.has(Organs.OESOPHAGUS) || contoured.has(Organs.LARYNX);
      epoch.addAll(Collections.nCopies(rare ? 2 : 1, completed.get(i)));
    }
  }

  private static List<TrainingCase> completed(List<TrainingCase> cases, TrainingConfig config)
      throws IOException {
    if (config.teacher() == null) {
      return cases;
    }
    try (TrainableNetwork network = new TrainableNetwork(config.teacher())) {
      Teacher teacher = new Teacher(view -> view.logits(network), config.spacing());
      List<TrainingCase> completed = cases.stream().map(teacher::complete).toList();
      LOG.info("the teacher marked {}", teacher.told());
      return completed;
    }
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
    float[] missing = new float[config.batch() * Organs.CLASSES];
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
    for (int k = 0; k < Organs.CLASSES; k++) {
      missing[n * Organs.CLASSES + k] = view.missing()[k] ? 1 : 0;
    }
  }

  /** HU to what the network takes: clipped to -1024..3071, in thousands. */
  static float normalised(float hu) {
    return Math.max(-1024, Math.min(3071, hu)) / 1000f;
  }

  private TrainingCase caseOf(long draw) {
    long number = draw / epoch.size();
    int place = (int) (draw % epoch.size());
    int[] order = new int[epoch.size()];
    SplittableRandom random = new SplittableRandom(config.seed() + 7919 * (number + 1));
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return epoch.get(order[place]);
  }
}
