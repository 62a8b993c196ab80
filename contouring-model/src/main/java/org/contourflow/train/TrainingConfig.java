package org.contourflow.train;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.yaml.YamlText;

/**
 * What a training run is made of, read from a YAML file; docs/training.md explains every key. Paths
 * that are not absolute are taken from the configuration file's folder.
 *
 * @param data folder of ct/, seg/ and cases.csv
 * @param network the untrained (or trained) TorchScript file to start from
 * @param work where checkpoints, curves and the trained network go
 * @param validation text file with one case id a line: never trained on
 * @param doubtful text file with a case and a structure a line, contours that teach nothing; may be
 *     left empty
 * @param teacher a trained TorchScript file that marks organs nobody contoured (see {@link
 *     Teacher}); may be left empty
 * @param window slices, rows, columns of one sample
 * @param spacingMm slice, row, column spacing of the network's grid
 * @param averaging decay of the moving average of the weights, which is what is validated and saved
 * @param organCentred whether windows are drawn at organs instead of anywhere in the body
 * @param patience validations in a row without a new best that end the run early; 0: never
 * @param augmentationStrength 1 for augmentation in full, less for the last part of a run
 * @param elasticMm largest standard deviation, mm, of an elastic deformation's control points (48
 *     mm apart; the tissue moves by about a third of it); 0: none
 * @param labels the {@link LabelScheme} of the network; left out: OpenKBP's seven organs
 * @param more further cases, such as a few with better contours
 * @param otherHabit structures that {@code data} contours by another habit than the network is to
 *     learn: without a teacher they count as not contoured, with one its mark and the contour teach
 *     where they agree
 * @param layers beginnings of the names of the weights that are trained, such as {@code h0} for the
 *     finest head; all others stay as they are. Left out or empty: all are trained
 * @param device {@code cpu} or {@code gpu}; left out: {@code cpu}
 * @param fresh structures whose rows in the heads are new: these rows learn {@link FreshRows#TIMES}
 *     times as fast, and windows are drawn so as to show these structures. Left out: none
 * @param hours the run ends when it took so long, with the rate come down; {@code steps} is then
 *     the most that it may have. What it took before it was stopped counts. Left out or 0: no limit
 * @param loss what is made small; left out: {@link Loss#DICE}
 * @param teachers further teachers, each for the structures that it names; left out: none. For a
 *     structure that several name, the first of them speaks; {@code teacher} speaks for the rest
 * @param held structures of {@code data} whose contours there do not teach: their teacher's mark
 *     does, in every case (see {@link Teacher}). Left out: none
 * @param trainingCases at most so many cases are trained on (0: all), for short trials
 */
public record TrainingConfig(
    Path data,
    Path network,
    Path work,
    Path validation,
    Path doubtful,
    Path teacher,
    long seed,
    int steps,
    int batch,
    List<Integer> window,
    List<Double> spacingMm,
    double learningRate,
    int warmUpSteps,
    Schedule.Kind schedule,
    double decayFraction,
    double weightDecay,
    double largestGradientNorm,
    double averaging,
    boolean organCentred,
    double augmentationStrength,
    double elasticMm,
    int checkpointEvery,
    int validateEvery,
    int patience,
    int validationCases,
    int trainingCases,
    int threads,
    Path labels,
    List<More> more,
    List<String> otherHabit,
    List<String> layers,
    String device,
    List<String> fresh,
    Double hours,
    Loss loss,
    List<TeacherOf> teachers,
    List<String> held) {

  /** Keys that may be left out, for files from before they were. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "labels",
          "more",
          "otherHabit",
          "layers",
          "device",
          "fresh",
          "hours",
          "loss",
          "teachers",
          "held");

  public TrainingConfig {
    require(data != null && network != null && work != null, "data, network and work are needed");
    require(validation != null, "validation is needed: a file of case ids, one a line");
    require(steps > 0 && batch > 0, "steps and batch must be at least 1");
    require(window != null && window.size() == 3, "window needs slices, rows, columns");
    require(spacingMm != null && spacingMm.size() == 3, "spacingMm needs slice, row, column");
    require(learningRate > 0, "learningRate must be positive");
    require(averaging >= 0 && averaging < 1, "averaging must be at least 0 and below 1");
    require(patience >= 0, "patience must be 0 (never stop early) or more");
    require(
        augmentationStrength >= 0 && augmentationStrength <= 1,
        "augmentationStrength must be from 0 to 1");
    require(
        elasticMm >= 0 && elasticMm <= 24, "elasticMm must be from 0 to 24: beyond, tissue folds");
    require(schedule != null, "schedule is one of COSINE, POLY, HOLD_THEN_LINEAR");
    require(checkpointEvery > 0 && validateEvery > 0, "checkpointEvery, validateEvery: 1 or more");
    window = List.copyOf(window);
    spacingMm = List.copyOf(spacingMm);
    more = more == null ? List.of() : List.copyOf(more);
    otherHabit = otherHabit == null ? List.of() : List.copyOf(otherHabit);
    layers = layers == null ? List.of() : List.copyOf(layers);
    fresh = fresh == null ? List.of() : List.copyOf(fresh);
    device = device == null ? "cpu" : device;
    loss = loss == null ? Loss.DICE : loss;
    teachers = teachers == null ? List.of() : List.copyOf(teachers);
    held = held == null ? List.of() : List.copyOf(held);
    hours = hours == null ? 0 : hours;
    require(hours >= 0 && hours <= 24 * 366, "hours is 0 (no limit) or more");
    require(device.matches("cpu|gpu[0-9]?"), "device is cpu or gpu");
    double shares = more.stream().mapToDouble(More::share).sum();
    require(shares < 1 || more.isEmpty(), "the shares of more must leave something to data");
    requireSpokenFor(teacher, teachers, held);
    for (More each : more) {
      requireSpokenFor(teacher, teachers, each.held());
    }
  }

  /** A held structure that nobody marks would be learnt from nobody. */
  private static void requireSpokenFor(Path teacher, List<TeacherOf> teachers, List<String> held) {
    for (String name : held) {
      require(
          teacher != null || teachers.stream().anyMatch(t -> t.structures().contains(name)),
          "held: no teacher speaks for " + name + "; name it in teachers, or leave it out of held");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("training configuration: " + message);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException naming the file and the key that is unknown, missing or of a wrong kind
   */
  public static TrainingConfig read(Path file) throws IOException {
    return read(file, OptionalDouble.empty());
  }

  /**
   * As {@link #read(Path)}.
   *
   * @param hours in place of the file's; empty: as the file has it
   */
  public static TrainingConfig read(Path file, OptionalDouble hours) throws IOException {
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    try {
      String text = Files.readString(file);
      YamlText.require(text, file.getFileName() + "");
      JsonNode tree = mapper.readTree(text);
      requireExactlyTheKeys(tree, file);
      hours.ifPresent(h -> ((ObjectNode) tree).put("hours", h));
      TrainingConfig config = mapper.treeToValue(tree, TrainingConfig.class);
      return config.from(file.toAbsolutePath().getParent());
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(file.getFileName() + ": " + YamlText.told(e), e);
    }
  }

  private static void requireExactlyTheKeys(JsonNode tree, Path file) throws IOException {
    Set<String> wanted = new TreeSet<>();
    for (RecordComponent component : TrainingConfig.class.getRecordComponents()) {
      wanted.add(component.getName());
    }
    Set<String> given = new TreeSet<>();
    tree.fieldNames().forEachRemaining(given::add);
    for (String key : given) {
      if (!wanted.contains(key)) {
        throw new IOException(
            file.getFileName() + ": unknown key '" + key + "'; the keys are " + wanted);
      }
    }
    wanted.removeAll(given);
    wanted.removeAll(OPTIONAL);
    if (!wanted.isEmpty()) {
      throw new IOException(file.getFileName() + ": these keys are missing: " + wanted);
    }
  }

  private TrainingConfig from(Path folder) {
    return new TrainingConfig(
        folder.resolve(data),
        folder.resolve(network),
        folder.resolve(work),
        folder.resolve(validation),
        doubtful == null ? null : folder.resolve(doubtful),
        teacher == null ? null : folder.resolve(teacher),
        seed,
        steps,
        batch,
        window,
        spacingMm,
        learningRate,
        warmUpSteps,
        schedule,
        decayFraction,
        weightDecay,
        largestGradientNorm,
        averaging,
        organCentred,
        augmentationStrength,
        elasticMm,
        checkpointEvery,
        validateEvery,
        patience,
        validationCases,
        trainingCases,
        threads,
        labels == null ? null : folder.resolve(labels),
        more.stream().map(m -> m.in(folder)).toList(),
        otherHabit,
        layers,
        device,
        fresh,
        hours,
        loss,
        teachers.stream().map(t -> t.in(folder)).toList(),
        held);
  }

  /**
   * Further cases.
   *
   * @param data as the key data
   * @param share of the draws that these get, 0 to 1
   * @param otherHabit as the key otherHabit, of these
   * @param held as the key held, of these
   */
  public record More(Path data, double share, List<String> otherHabit, List<String> held) {
    public More {
      require(
          data != null && share > 0 && share < 1, "more needs data and a share, above 0, below 1");
      otherHabit = otherHabit == null ? List.of() : List.copyOf(otherHabit);
      held = held == null ? List.of() : List.copyOf(held);
    }

    private More in(Path folder) {
      return new More(folder.resolve(data), share, otherHabit, held);
    }
  }

  /** The networks whose marks teach, each of which is an ancestor of what is trained. */
  public Set<Path> teacherFiles() {
    Set<Path> files = new LinkedHashSet<>();
    if (teacher != null) {
      files.add(teacher);
    }
    teachers.forEach(t -> files.add(t.network()));
    return files;
  }

  /**
   * The classes of the network.
   *
   * @throws IOException if the file of labels cannot be read
   */
  public LabelScheme scheme() throws IOException {
    return labels == null ? LabelScheme.openKbp() : LabelScheme.read(labels);
  }

  WindowShape windowShape() {
    return new WindowShape(window.get(0), window.get(1), window.get(2));
  }

  double[] spacing() {
    return spacingMm.stream().mapToDouble(Double::doubleValue).toArray();
  }

  Schedule rates() {
    return new Schedule(schedule, learningRate, warmUpSteps, steps, decayFraction);
  }
}
