package org.contourflow.protocols.rules;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.contourflow.model.Sha256;
import org.contourflow.protocols.AppendRule;
import org.contourflow.protocols.AppendRule.TakenNames;
import org.contourflow.protocols.FileLines;
import org.contourflow.protocols.OutputPlan;
import org.contourflow.protocols.ProtocolDetails;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.protocols.SegmentationOutput;
import org.contourflow.protocols.StructureRule;
import org.contourflow.protocols.StructureRule.VolumeLimits;
import org.contourflow.protocols.TargetPlan;
import org.contourflow.protocols.YamlNodes;
import org.contourflow.protocols.derive.DerivationProblem;
import org.contourflow.protocols.derive.DerivationText;
import org.contourflow.protocols.derive.DerivedRules;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what a protocol says of its structures; see docs/protocols.md. */
final class DetailsReader {
  private static final List<String> PROFILES =
      DestinationProfile.ALL.stream().map(DestinationProfile::name).toList();

  private static final List<String> STRUCTURE_KEYS =
      List.of("name", "colour", "type", "required", "volume-cc");
  private static final int LONGEST_RETENTION_DAYS = 36_500;

  private final YamlNodes yaml;

  DetailsReader(YamlNodes yaml) {
    this.yaml = yaml;
  }

  ProtocolDetails read(Node node, YamlNodes.Fields fields) {
    return new ProtocolDetails(
        rules(fields),
        derived(fields),
        fields.texts("clinical"),
        new OutputPlan(
            targets(fields),
            segmentation(fields).orElse(SegmentationOutput.NONE),
            append(fields),
            new QaReader(yaml).read(fields)),
        fields.oneOf("priority", Priority.values(), Priority.ROUTINE),
        retention(node, fields),
        Optional.of(sha256(node)),
        lines(fields));
  }

  private FileLines lines(YamlNodes.Fields fields) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (String key : List.of("models", "structures", "destinations", "targets", "qa")) {
      fields.node(key).ifPresent(node -> lines.put(key, node.getStartMark().getLine() + 1));
    }
    fields.node("derived").ifPresent(node -> lines.put("derived", lineBefore(node)));
    return new FileLines(yaml.name(), lines);
  }

  /** The line before a text's first, from 1. */
  private static int lineBefore(Node node) {
    boolean block =
        node instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    return node.getStartMark().getLine() + (block ? 1 : 0);
  }

  /** Of the protocol alone: another one's change in the same file does not change it. */
  private static String sha256(Node node) {
    StringWriter text = new StringWriter();
    new Yaml().serialize(node, text);
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private List<StructureRule> rules(YamlNodes.Fields fields) {
    List<StructureRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node node : fields.list("structures")) {
      StructureRule rule =
          node instanceof ScalarNode scalar ? StructureRule.named(scalar.getValue()) : rule(node);
      rules.add(rule);
      if (!names.add(rule.name().toLowerCase(Locale.ROOT))) {
        yaml.problem(node, "structures", rule.name(), "each structure once");
      }
    }
    return rules;
  }

  private StructureRule rule(Node node) {
    YamlNodes.Fields fields = yaml.fields(node, "structures", STRUCTURE_KEYS);
    String name = fields.scalar("name").orElse("");
    if (name.isBlank()) {
      yaml.problem(node, "name", name, "each structure needs its name");
    }
    Optional<RoiType> type =
        fields.node("type").isEmpty()
            ? Optional.empty()
            : Optional.of(fields.oneOf("type", RoiType.values(), RoiType.ORGAN));
    return new StructureRule(
        name, colour(node, fields), type, truth(fields, "required"), volume(node, fields));
  }

  private Optional<RoiColour> colour(Node node, YamlNodes.Fields fields) {
    if (fields.node("colour").isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = fields.texts("colour");
    if (texts.size() == 3 && texts.stream().allMatch(t -> t.matches("[0-9]{1,3}"))) {
      int[] rgb = texts.stream().mapToInt(Integer::parseInt).toArray();
      if (rgb[0] < 256 && rgb[1] < 256 && rgb[2] < 256) {
        return Optional.of(new RoiColour(rgb[0], rgb[1], rgb[2]));
      }
    }
    yaml.problem(
        node, "colour", String.join(", ", texts), "must be red, green, blue: [255, 128, 0]");
    return Optional.empty();
  }

  private Optional<VolumeLimits> volume(Node node, YamlNodes.Fields fields) {
    if (fields.node("volume-cc").isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = fields.texts("volume-cc");
    try {
      if (texts.size() == 2) {
        return Optional.of(
            new VolumeLimits(Double.parseDouble(texts.get(0)), Double.parseDouble(texts.get(1))));
      }
    } catch (IllegalArgumentException e) {
      // Told below, as for a wrong count.
    }
    yaml.problem(
        node, "volume-cc", String.join(", ", texts), "must be the least and the most: [20, 120]");
    return Optional.empty();
  }

  private DerivationText derived(YamlNodes.Fields fields) {
    DerivationText read = DerivationText.parse(fields.scalar("derived").orElse(""));
    for (DerivationProblem problem : DerivedRules.checkAlone(read)) {
      Node node = fields.node("derived").orElseThrow();
      yaml.problem(lineBefore(node) + problem.line(), "derived", problem.withoutLine());
    }
    return read;
  }

  private Map<String, TargetPlan> targets(YamlNodes.Fields fields) {
    Map<String, TargetPlan> targets = new LinkedHashMap<>();
    entries(fields.node("targets"), "targets")
        .forEach(
            (name, node) -> {
              YamlNodes.Fields plan =
                  yaml.fields(node, name, List.of("profile", "aliases", "segmentation"));
              Map<String, String> aliases = new LinkedHashMap<>();
              entries(plan.node("aliases"), "aliases")
                  .forEach((from, to) -> aliases.put(from, text(to)));
              plan.scalar("profile")
                  .filter(profile -> !PROFILES.contains(profile.toLowerCase(Locale.ROOT)))
                  .ifPresent(
                      wrong ->
                          yaml.problem(
                              plan.node("profile").orElseThrow(),
                              "profile",
                              wrong,
                              String.join(", ", PROFILES)));
              targets.put(
                  name, new TargetPlan(plan.scalar("profile"), aliases, segmentation(plan)));
            });
    return targets;
  }

  private AppendRule append(YamlNodes.Fields fields) {
    return new AppendRule(
        fields.oneOf("append", TakenNames.values(), TakenNames.NEVER),
        truth(fields, "append-approved").orElse(false));
  }

  private Optional<Boolean> truth(YamlNodes.Fields fields, String key) {
    Optional<String> text = fields.scalar(key);
    text.filter(t -> !t.matches("true|false"))
        .ifPresent(
            wrong ->
                yaml.problem(fields.node(key).orElseThrow(), key, wrong, "must be true or false"));
    return text.map(Boolean::valueOf);
  }

  private static Optional<SegmentationOutput> segmentation(YamlNodes.Fields fields) {
    return fields.node("segmentation").isEmpty()
        ? Optional.empty()
        : Optional.of(
            fields.oneOf("segmentation", SegmentationOutput.values(), SegmentationOutput.NONE));
  }

  private String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    yaml.problem(node, "aliases", "", "must be a name for each structure");
    return "";
  }

  private Map<String, Node> entries(Optional<Node> node, String key) {
    return entries(yaml, node, key);
  }

  /** The lines of a mapping, by name; each name once. */
  static Map<String, Node> entries(YamlNodes yaml, Optional<Node> node, String key) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (node.isPresent() && node.get() instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (entries.put(name, tuple.getValueNode()) != null) {
          yaml.problem(tuple.getKeyNode(), key, name, "each once");
        }
      }
    } else {
      node.ifPresent(n -> yaml.problem(n, key, "", "must have a line for each name"));
    }
    return entries;
  }

  private OptionalInt retention(Node node, YamlNodes.Fields fields) {
    Optional<Double> days = fields.number("retention-days");
    if (days.isEmpty()) {
      return OptionalInt.empty();
    }
    double value = days.get();
    if (value != Math.rint(value) || value < 1 || value > LONGEST_RETENTION_DAYS) {
      yaml.problem(node, "retention-days", days.get().toString(), "must be whole days from 1");
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) value);
  }
}
