package org.contourflow.model.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.model.manifest.ManifestException.Problem;
import org.contourflow.model.manifest.ModelManifest.About;
import org.contourflow.model.manifest.ModelManifest.Axes;
import org.contourflow.model.manifest.ModelManifest.Channel;
import org.contourflow.model.manifest.ModelManifest.Family;
import org.contourflow.model.manifest.ModelManifest.Golden;
import org.contourflow.model.manifest.ModelManifest.HashedFile;
import org.contourflow.model.manifest.ModelManifest.Input;
import org.contourflow.model.manifest.ModelManifest.Label;
import org.contourflow.model.manifest.ModelManifest.Precision;
import org.contourflow.model.manifest.ModelManifest.Reduced;
import org.contourflow.yaml.YamlText;

/** Reads and checks {@code model.yaml}; all problems are reported at once, each with its path. */
public final class ManifestReader {
  /** The manifest's own version that this program reads. */
  public static final int FORMAT = 1;

  private static final int DEFAULT_PADDING_HU = -1024;

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ManifestReader() {}

  /** Reads a file. */
  public static ModelManifest read(Path file) throws IOException, ManifestException {
    return parse(Files.readString(file));
  }

  /** Reads its text. */
  public static ModelManifest parse(String yaml) throws ManifestException {
    Optional<String> wrong = YamlText.problem(yaml);
    if (wrong.isPresent()) {
      String[] placed = wrong.get().split(": ", 2);
      throw new ManifestException(List.of(new Problem(placed[0], "is not YAML: " + placed[1])));
    }
    JsonNode tree;
    try {
      tree = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr();
      throw new ManifestException(
          List.of(new Problem(where, "is not YAML: " + e.getOriginalMessage())));
    }
    List<Problem> problems = new ArrayList<>();
    ModelManifest manifest;
    try (YamlCursor top = new YamlCursor(tree, "", problems)) {
      manifest = read(top);
    }
    if (problems.isEmpty()) {
      ManifestRules.check(manifest, problems);
    }
    if (!problems.isEmpty()) {
      throw new ManifestException(problems);
    }
    return manifest;
  }

  private static ModelManifest read(YamlCursor top) {
    top.integer("manifest", FORMAT, FORMAT);
    refuseCascade(top);
    Family family = top.choice("family", Family.class);
    boolean tiled = family == Family.TILED_NETWORK;
    NetworkSection network = tiled ? new NetworkSection(top) : null;
    return new ModelManifest(
        about(top),
        family,
        new ModelManifest.Files(
            top.objects("weights", ManifestReader::hashed),
            top.has("reduced_precision")
                ? Optional.of(top.object("reduced_precision", ManifestReader::reduced))
                : Optional.empty(),
            top.object("golden", ManifestReader::golden)),
        top.integer("engine_memory_mb", 0, 1 << 20, 0),
        new ModelManifest.Processing(
            top.object("input", ManifestReader::input),
            tiled ? network.prepare() : List.of(),
            tiled ? network.tiling() : null,
            tiled ? network.ensemble() : new Ensemble(List.of(), List.of(), null),
            tiled ? network.output() : null,
            tiled ? network.postprocess() : List.of()),
        top.objects("labels", ManifestReader::label),
        PlausibilitySection.read(top));
  }

  /** Keys by which an exporter may say that a network reads another one's result. */
  private static void refuseCascade(YamlCursor top) {
    for (String key : List.of("cascade", "previous_stage")) {
      if (top.has(key)) {
        top.wrong(
            key,
            "cascades are not run: this network reads another network's result; bring the"
                + " full-resolution network alone",
            null);
      }
    }
  }

  private static About about(YamlCursor top) {
    return new About(
        top.text("id"),
        top.text("version"),
        top.text("title"),
        top.text("licence"),
        top.text("intended_use"),
        top.flag("clinical_use"),
        top.flag("adult_only"),
        top.text("training_data"));
  }

  private static HashedFile hashed(YamlCursor at) {
    String name = at.text("file");
    String sha256 = at.text("sha256");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._+-]*")) {
      at.wrong("file", "must be a plain file name beside the manifest", null);
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      at.wrong("sha256", "must be 64 lower-case hex digits", null);
    }
    return new HashedFile(name, sha256);
  }

  private static Reduced reduced(YamlCursor at) {
    return new Reduced(
        at.choice("precision", Precision.class),
        at.objects("weights", ManifestReader::hashed),
        at.number("tolerance", 0, 0.1));
  }

  private static Golden golden(YamlCursor at) {
    return new Golden(
        at.objects("inputs", ManifestReader::hashed),
        at.objects("outputs", ManifestReader::hashed),
        at.number("tolerance", 0, 0.1));
  }

  private static Input input(YamlCursor at) {
    return new Input(
        channels(at),
        axes(at),
        at.has("transpose") ? at.integers("transpose", 3, 0, 2) : List.of(0, 1, 2),
        at.number("least_spacing_mm", 0.05, 20),
        at.number("most_spacing_mm", 0.05, 50),
        at.has("smallest_extent_mm")
            ? at.numbers("smallest_extent_mm", 3, 0, 3000)
            : List.of(0.0, 0.0, 0.0),
        at.text("body_part"),
        at.has("shape_divisor") ? at.integers("shape_divisor", 3, 1, 1024) : List.of(1, 1, 1));
  }

  /** {@code channels}, or the one that {@code modality} and {@code padding_hu} describe. */
  private static List<Channel> channels(YamlCursor at) {
    String modality = at.text("modality");
    int padding = at.integer("padding_hu", -32768, 0, DEFAULT_PADDING_HU);
    if (!at.has("channels")) {
      return List.of(new Channel(modality, modality, padding));
    }
    return at.objects(
        "channels",
        c ->
            new Channel(
                c.text("name"),
                c.text("modality", modality),
                c.integer("padding_hu", -32768, 0, padding)));
  }

  /** {@code orientation} LPS, RAS, ... of x, y, z and {@code axis_order} zyx or xyz. */
  private static Axes axes(YamlCursor at) {
    String orientation = at.text("orientation");
    String order = at.text("axis_order", "zyx");
    if (!order.equals("zyx") && !order.equals("xyz")) {
      at.wrong("axis_order", "must be zyx or xyz", null);
    }
    boolean reversed = order.equals("zyx");
    if (orientation.equals("native")) {
      if (!reversed) {
        at.wrong("axis_order", "of a native orientation must be zyx", null);
      }
      return new Axes(Optional.empty());
    }
    if (!orientation.matches("[LR][PA][SI]")) {
      at.wrong("orientation", "must be native, LPS, RAS, ... (x, y, z), not " + orientation, null);
    }
    return new Axes(
        Optional.of(reversed ? new StringBuilder(orientation).reverse().toString() : orientation));
  }

  private static Label label(YamlCursor at) {
    int index = at.integer("index", 1, 255);
    return new Label(index, LabelSection.structure(at));
  }
}
