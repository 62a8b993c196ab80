package org.contourflow.refine;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.consent.TestFold;
import org.contourflow.yaml.YamlText;

/**
 * What a refinement is made of, read from a YAML file; docs/refine.md explains every key. Paths
 * that are not absolute are taken from the file's folder.
 *
 * @param work where the set, checkpoints, candidate and judgement go
 */
public record RefineSettings(
    Path work, Model model, Data data, Training training, Judging judging, int persons) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /** The folder where the judgement is or will be. */
  public Path judgement() {
    return work.resolve("judgement");
  }

  public RefineSettings {
    require(work != null, "work is missing: a folder");
    require(model != null, "model is missing: parent and version");
    require(data != null, "data is missing: cases");
    training = training == null ? new Training(null, null, 1, null, null, null) : training;
    judging = judging == null ? new Judging(null, null) : judging;
    require(persons >= 0 && persons <= 2, "persons, who promote, are 1 or 2");
    persons = Math.max(1, persons);
  }

  /**
   * Networks.
   *
   * @param parent ID/VERSION of the network to start from; ID: the one in service
   * @param version of the candidate
   * @param folder of models, {@code id/version}; left out: given by the command
   */
  public record Model(String parent, String version, Path folder) {
    public Model {
      require(isName(parent, "/"), "model.parent is missing: ID or ID/VERSION");
      require(isName(version, ""), "model.version is missing: letters, digits, dots, hyphens");
    }

    private static boolean isName(String text, String more) {
      return text != null && text.matches("[A-Za-z0-9][A-Za-z0-9._" + more + "-]*");
    }

    /** Id of parent and candidate. */
    public String id() {
      return parent.contains("/") ? parent.substring(0, parent.indexOf('/')) : parent;
    }
  }

  /**
   * Cases.
   *
   * @param cases a folder a case, or a folder or description of NIfTI cases; with {@code review} it
   *     is left out
   * @param review settings of a service (as for run): the approved sets that came back to it
   * @param labels the label scheme, if structures are added; left out: the parent's
   * @param replay old cases, against forgetting
   * @param testShare of the patients who judge and never teach
   * @param statement that the cases are public; left out: {@code consent.yaml} beside them, if any
   */
  public record Data(
      Path cases,
      Optional<Path> review,
      Optional<Path> labels,
      Optional<Replay> replay,
      Double testShare,
      Optional<Path> statement) {
    public Data {
      statement = statement == null ? Optional.empty() : statement;
      review = review == null ? Optional.empty() : review;
      require(
          cases != null || review.isPresent(),
          "data.cases is missing: a folder; or data.review: the settings of a service");
      labels = labels == null ? Optional.empty() : labels;
      replay = replay == null ? Optional.empty() : replay;
      testShare = testShare == null ? TestFold.SHARE : testShare;
      require(testShare >= 0 && testShare < 1, "data.testShare is from 0 to below 1");
    }
  }

  /**
   * Cases that the parent was trained on, or others as public.
   *
   * @param share of the draws that they get
   * @param heldBack file of ids that never teach: the public fold of the judgement
   * @param otherHabit structures that they contour by another habit: not taught by them
   * @param statement as that of the cases
   */
  public record Replay(
      Path data,
      double share,
      Optional<Path> heldBack,
      List<String> otherHabit,
      Optional<Path> statement) {
    public Replay {
      statement = statement == null ? Optional.empty() : statement;
      require(data != null, "data.replay.data is missing: a folder");
      require(share > 0 && share < 1, "data.replay.share is above 0 and below 1");
      heldBack = heldBack == null ? Optional.empty() : heldBack;
      otherHabit = otherHabit == null ? List.of() : List.copyOf(otherHabit);
    }

    /** The ids in the file of those held back, a line each; {@code #} begins a comment. */
    List<String> heldBackIds() throws IOException {
      if (heldBack.isEmpty()) {
        return List.of();
      }
      return Files.readAllLines(heldBack.get()).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }

  /** Which weights learn. */
  public enum Layers {
    /** All. */
    WHOLE,
    /** The finest level of the way up, and the heads. */
    LAST
  }

  /**
   * How it is trained.
   *
   * @param device cpu or gpu
   * @param hours the training may take, its schedule fitted to them; left out: {@code steps} count
   * @param hold structures that stay as the parent has them: in the set its marks teach them, not
   *     the contours; {@link #ALL} alone: all that the parent has. Left out: none
   * @param keys of a training file (docs/training.md), in place of this program's
   */
  public record Training(
      Layers layers,
      String device,
      long seed,
      Double hours,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> hold,
      Map<String, JsonNode> keys) {
    /** In {@code hold}: all structures of the parent. */
    public static final String ALL = "ALL";

    public Training {
      hold = hold == null ? List.of() : List.copyOf(hold);
      require(
          hold.size() < 2 || !hold.contains(ALL),
          "training.hold is " + ALL + ", or names of structures");
      layers = layers == null ? Layers.WHOLE : layers;
      device = device == null ? "cpu" : device;
      hours = hours == null ? 0 : hours;
      require(hours >= 0, "training.hours, which the training may take, is not below 0");
      keys = keys == null ? Map.of() : Map.copyOf(keys);
    }

    /**
     * What is held, by name.
     *
     * @param known structures of the parent
     * @param all of the candidate
     * @throws IOException if the parent has not what is held, or nothing is left to learn
     */
    List<String> held(List<String> known, List<String> all) throws IOException {
      List<String> held = hold.contains(ALL) ? known : hold;
      for (String name : held) {
        if (!known.contains(name)) {
          throw new IOException(
              "training.hold: the parent has no "
                  + name
                  + " that could stay as it is; it has "
                  + String.join(", ", known));
        }
      }
      if (!all.isEmpty() && held.containsAll(all)) {
        throw new IOException(
            "training.hold: every structure is held and data.labels adds none, so nothing is left"
                + " to learn; hold fewer, or add structures");
      }
      return held;
    }
  }

  /**
   * How a candidate is judged.
   *
   * @param fewestPatients held-out patients below which nothing is decided; 40 if left out, and
   *     never below
   * @param signOff file of drops that a person accepted, a case, a structure and a name a line
   */
  public record Judging(Integer fewestPatients, Optional<Path> signOff) {
    /** Fewer patients than this never decide. */
    public static final int FEWEST = 40;

    public Judging {
      fewestPatients = fewestPatients == null ? FEWEST : fewestPatients;
      require(fewestPatients >= FEWEST, "judging.fewestPatients is at least " + FEWEST);
      signOff = signOff == null ? Optional.empty() : signOff;
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException naming the file and the key that is unknown, missing or wrong
   */
  public static RefineSettings read(Path file) throws IOException {
    try {
      String given = Files.readString(file);
      YamlText.require(given, file.getFileName() + "");
      JsonNode tree = YAML.readTree(given);
      RefineSettings read =
          tree.isMissingNode() || tree.isNull()
              ? null
              : YAML.treeToValue(tree, RefineSettings.class);
      if (read == null) {
        throw new IOException(file.getFileName() + " is empty; see docs/refine.md");
      }
      if (read.data.review().isPresent() && read.data.cases() != null) {
        throw new IOException(
            file.getFileName() + ": data.cases and data.review: one of them says where cases are");
      }
      return read.from(file.toAbsolutePath().getParent());
    } catch (JacksonException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String text = cause == e ? YamlText.told(e) : cause.getMessage();
      throw new IOException(file.getFileName() + ": " + text, e);
    }
  }

  /** The same, but for how many hours the training may take. */
  public RefineSettings lasting(double hours) {
    Training of =
        new Training(
            training.layers, training.device, training.seed, hours, training.hold, training.keys);
    return new RefineSettings(work, model, data, of, judging, persons);
  }

  private RefineSettings from(Path folder) {
    return new RefineSettings(
        folder.resolve(work),
        new Model(
            model.parent(),
            model.version(),
            model.folder() == null ? null : folder.resolve(model.folder())),
        new Data(
            data.review().isPresent()
                ? ReviewSelection.folder(folder.resolve(work))
                : folder.resolve(data.cases()),
            data.review().map(folder::resolve),
            data.labels().map(folder::resolve),
            data.replay()
                .map(
                    r ->
                        new Replay(
                            folder.resolve(r.data()),
                            r.share(),
                            r.heldBack().map(folder::resolve),
                            r.otherHabit(),
                            r.statement().map(folder::resolve))),
            data.testShare(),
            data.statement().map(folder::resolve)),
        training,
        new Judging(judging.fewestPatients(), judging.signOff().map(folder::resolve)),
        persons);
  }
}
