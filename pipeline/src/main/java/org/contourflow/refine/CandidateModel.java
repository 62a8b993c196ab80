package org.contourflow.refine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.home.Folders;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.Network;
import org.contourflow.model.Sha256;
import org.contourflow.model.engine.ModelCard;
import org.contourflow.model.manifest.ManifestException;
import org.contourflow.model.manifest.ManifestReader;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.NpyArray;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.structure.Tg263;
import org.contourflow.train.StartingNetwork;
import org.contourflow.train.data.LabelScheme;

/**
 * Makes the whole folder of a candidate from its parent's: weights, golden pair, manifest, card and
 * lineage. The parent's plausibility stays, of the structures that it had; new ones have none until
 * {@code contourflow calibrate} is run.
 */
final class CandidateModel {
  static final String LINEAGE = "lineage.json";
  static final String CARD = "card.txt";

  private static final String WEIGHTS = "network.pt";
  private static final String GOLDEN_OUTPUT = "golden-output-0.npy";
  private static final String REFINED = ", refined";
  private static final YAMLMapper YAML = new YAMLMapper();

  private final RegisteredModel parent;
  private final LabelScheme scheme;

  CandidateModel(RegisteredModel parent, LabelScheme scheme) {
    this.parent = parent;
    this.scheme = scheme;
  }

  /**
   * Writes it; the folder appears whole or not at all.
   *
   * @param trained network, as the trainer left it
   * @param folder {@code id/version}
   * @param data what it was trained on, in words
   */
  RegisteredModel write(Path trained, Path folder, String data, Lineage lineage, Engine engine)
      throws IOException {
    Path part = folder.resolveSibling("." + folder.getFileName() + ".part");
    Folders.delete(part);
    Files.createDirectories(part);
    StartingNetwork.pack(trained, part.resolve(WEIGHTS));
    List<ModelManifest.HashedFile> inputs = parent.manifest().golden().inputs();
    for (ModelManifest.HashedFile input : inputs) {
      Files.write(part.resolve(input.name()), parent.read(input));
    }
    Files.write(part.resolve(GOLDEN_OUTPUT), golden(part.resolve(WEIGHTS), engine));
    String version = folder.getFileName().toString();
    ModelManifest manifest = manifest(part, WEIGHTS, GOLDEN_OUTPUT, version, data);
    lineage.write(part.resolve(LINEAGE));
    RegisteredModel model = new RegisteredModel(folder, manifest);
    Files.writeString(part.resolve(CARD), ModelCard.of(model) + lineage.describe());
    Folders.delete(folder);
    Files.createDirectories(folder.getParent());
    Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    return model;
  }

  /** What the packed network says of the parent's golden input, on this machine. */
  private byte[] golden(Path weights, Engine engine) throws IOException {
    ModelManifest.HashedFile file = parent.manifest().golden().inputs().get(0);
    NpyArray input = NpyArray.parse(file.name(), parent.read(file));
    try (Network network = engine.network(weights)) {
      return network.run(
          List.of(input.asInput(file.name())),
          out -> new NpyArray(out.shape(), out.type(), copy(out.values())).encoded());
    }
  }

  private static ByteBuffer copy(ByteBuffer values) {
    return ByteBuffer.allocateDirect(values.remaining())
        .order(ByteOrder.nativeOrder())
        .put(values.duplicate())
        .flip();
  }

  /**
   * Refuses, before a night of training, what could not be a model at its end: a version or a
   * structure that no manifest may have.
   *
   * @param work folder that this may write into
   */
  void requireWhole(String version, Path work) throws IOException {
    Path trial = Files.createDirectories(work).resolve(".candidate-trial");
    Folders.delete(trial);
    FileTrees.copy(parent.folder(), trial);
    String weights = parent.manifest().weights().get(0).name();
    try {
      manifest(trial, weights, parent.manifest().golden().outputs().get(0).name(), version, "");
    } finally {
      Folders.delete(trial);
    }
  }

  /** Writes {@code model.yaml} beside the files that it names, and reads it. */
  private ModelManifest manifest(
      Path part, String weights, String answer, String version, String data) throws IOException {
    Path file = part.resolve("model.yaml");
    Files.writeString(file, text(part.resolve(weights), part.resolve(answer), version, data));
    try {
      return ManifestReader.read(file);
    } catch (ManifestException e) {
      throw new IOException("the candidate's manifest would be wrong: " + e.problems(), e);
    }
  }

  private String text(Path weights, Path answer, String version, String data) throws IOException {
    ObjectNode m =
        (ObjectNode) YAML.readTree(Files.readString(parent.folder().resolve("model.yaml")));
    m.put("version", version);
    String title = parent.manifest().about().title();
    String stem = title.endsWith(REFINED) ? title.replace(REFINED, "") : title;
    int most = ModelIdentity.LONGEST_TITLE - REFINED.length();
    m.put("title", stem.substring(0, Math.min(most, stem.length())).strip() + REFINED);
    m.put("clinical_use", false);
    m.put("intended_use", intendedUse());
    m.put("training_data", parent.manifest().about().trainingData() + " " + data);
    m.set("weights", YAML.createArrayNode().add(entry(weights)));
    ObjectNode golden = (ObjectNode) m.get("golden");
    golden.set("outputs", YAML.createArrayNode().add(entry(answer)));
    m.remove("reduced_precision");
    addStructures(m);
    return YAML.writeValueAsString(m);
  }

  /** Said of what it is: the parent's sentence counts the parent's structures. */
  private String intendedUse() {
    ModelManifest.About about = parent.manifest().about();
    return "Research: a candidate refined from %s %s, first contours of %s, each to be reviewed."
            .formatted(about.id(), about.version(), String.join(", ", scheme.structureNames()))
        + " In service only after contourflow refine judge and promote. Not for clinical use.";
  }

  private static JsonNode entry(Path file) throws IOException {
    return YAML.createObjectNode()
        .put("file", file.getFileName().toString())
        .put("sha256", Sha256.of(file));
  }

  private void addStructures(ObjectNode m) {
    ObjectNode output = (ObjectNode) m.get("output");
    int known = output.get("classes").intValue();
    if (scheme.classes() == known) {
      return;
    }
    output.put("classes", scheme.classes());
    ArrayNode labels = (ArrayNode) m.get("labels");
    List<Integer> added = IntStream.range(known, scheme.classes()).boxed().toList();
    added.forEach(k -> labels.add(label(k)));
    pairs(m, added);
    postprocess(m, labels);
  }

  private ObjectNode label(int of) {
    LabelScheme.Structure structure = scheme.structure(of);
    ObjectNode label = YAML.createObjectNode();
    label.put("index", of).put("name", structure.name()).put("type", "ORGAN");
    label.set(
        "colour",
        YAML.createArrayNode()
            .add((67 * of + 90) % 256)
            .add((139 * of + 40) % 256)
            .add((211 * of + 20) % 256));
    Tg263.find(structure.name())
        .flatMap(Tg263::code)
        .ifPresent(
            code ->
                label.putObject("snomed").put("code", code.value()).put("meaning", code.meaning()));
    label.put("may_be_absent", true);
    if (structure.mirror() != null) {
      Tg263.find(structure.name()).ifPresent(t -> label.put("laterality", t.side().name()));
      label.put("partner", structure.mirror());
    }
    return label;
  }

  /** Left and right that change places in a mirrored CT. */
  private void pairs(ObjectNode m, List<Integer> added) {
    if (!m.has("ensemble")) {
      return;
    }
    ArrayNode swaps =
        m.get("ensemble").has("swap_labels")
            ? (ArrayNode) m.get("ensemble").get("swap_labels")
            : ((ObjectNode) m.get("ensemble")).putArray("swap_labels");
    for (int k : added) {
      if (scheme.structure(k).mirror() != null && k < scheme.mirrored(k)) {
        swaps.addObject().putArray("pair").add(k).add(scheme.mirrored(k));
      }
    }
  }

  /**
   * As train/release.py has it: gaps of long organs bridged, each one's largest piece kept, what a
   * structure includes added, specks taken away.
   */
  private void postprocess(ObjectNode m, ArrayNode labels) {
    Set<Integer> told = new java.util.TreeSet<>();
    labels.forEach(label -> told.add(label.get("index").intValue()));
    List<Integer> wholes =
        told.stream().filter(k -> !scheme.structure(k).includes().isEmpty()).toList();
    // What is included need not be told; it is tidied all the same.
    Set<Integer> parts = new java.util.TreeSet<>(told);
    wholes.forEach(
        w -> scheme.structure(w).includes().forEach(name -> parts.add(scheme.classOf(name))));
    wholes.forEach(parts::remove);
    ArrayNode steps = m.putArray("postprocess");
    List<Integer> open = parts.stream().filter(k -> scheme.structure(k).openBelow()).toList();
    if (!open.isEmpty()) { // An empty list would mean all.
      ObjectNode bridge = steps.addObject().putObject("bridge_gaps");
      bridge.set("labels", ints(open));
      bridge.put("most_mm", 12);
    }
    largest(steps, List.copyOf(parts));
    for (int whole : wholes) {
      ObjectNode include = steps.addObject().putObject("include");
      include.put("label", whole);
      include.set(
          "from", ints(scheme.structure(whole).includes().stream().map(scheme::classOf).toList()));
      largest(steps, List.of(whole));
    }
    ObjectNode specks = steps.addObject().putObject("smallest_volume");
    specks.set("labels", ints(List.copyOf(told)));
    specks.put("mm3", 500);
  }

  private static void largest(ArrayNode steps, List<Integer> labels) {
    ObjectNode largest = steps.addObject().putObject("largest_component");
    largest.set("labels", ints(labels));
    largest.put("together", false);
    largest.put("keep_share", 1.0);
  }

  private static ArrayNode ints(List<Integer> values) {
    ArrayNode array = YAML.createArrayNode();
    values.forEach(array::add);
    return array;
  }

  /**
   * Structures of the scheme that the parent's network has classes of, told ones and others: these
   * rows are trained.
   */
  static List<String> known(ModelManifest parent, LabelScheme scheme) {
    int classes = Math.min(parent.output().classes(), scheme.classes());
    return scheme.names().subList(1, classes);
  }

  /** The names that the parent tells, as the scheme must begin with them. */
  static void requireBeginsWith(ModelManifest parent, LabelScheme scheme) throws IOException {
    for (ModelManifest.Label label : parent.labels()) {
      String name = label.structure().name();
      if (label.index() >= scheme.classes() || !scheme.names().get(label.index()).equals(name)) {
        throw new IOException(
            "the label scheme must begin with the structures of "
                + parent.about().id()
                + " in its order: "
                + parent.labels().stream()
                    .map(l -> l.structure().name())
                    .collect(Collectors.joining(", "))
                + "; "
                + name
                + " is not at place "
                + label.index());
      }
    }
  }
}
