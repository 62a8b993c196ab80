package org.contourflow.protocols.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.ProtocolDetails;
import org.contourflow.protocols.StructureRule;
import org.contourflow.protocols.YamlNodes;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the {@code protocols} of a rules file; see {@link RuleReader}. */
final class ProtocolReader {
  private static final List<String> KEYS =
      List.of(
          "name",
          "models",
          "structures",
          "destinations",
          "label",
          "derived",
          "clinical",
          "targets",
          "segmentation",
          "append",
          "append-approved",
          "priority",
          "retention-days",
          "min-length-mm",
          "qa");
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
  private static final String LABEL = "[ -\\[\\]-~]{1,16}";

  private static final double LONGEST_SCAN_MM = 3000;

  private final YamlNodes yaml;

  ProtocolReader(YamlNodes yaml) {
    this.yaml = yaml;
  }

  List<Protocol> read(List<Node> nodes) {
    List<Protocol> protocols = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node node : nodes) {
      Protocol protocol = protocol(node);
      protocols.add(protocol);
      if (!names.add(protocol.name())) {
        yaml.problem(node, "name", protocol.name(), "each protocol needs a name of its own");
      }
    }
    return protocols;
  }

  private Protocol protocol(Node node) {
    YamlNodes.Fields fields = yaml.fields(node, "protocol", KEYS);
    String name = fields.scalar("name").orElse("");
    if (!name.matches(NAME)) {
      yaml.problem(
          node,
          "protocol name",
          name,
          "must be 1 to 64 letters, digits, dots, - or _ without blanks");
    }
    List<String> models = fields.texts("models");
    if (models.isEmpty()) {
      yaml.problem(node, "models", "", "must name at least one model; see contourflow model list");
    }
    Optional<String> label = fields.scalar("label");
    label
        .filter(text -> !text.matches(LABEL))
        .ifPresent(
            text -> yaml.problem(node, "label", text, "must be 1 to 16 printable characters"));
    ProtocolDetails details = new DetailsReader(yaml).read(node, fields);
    return new Protocol(
        name,
        models,
        details.rules().stream().map(StructureRule::name).toList(),
        fields.texts("destinations"),
        label,
        details,
        leastLength(node, fields));
  }

  private OptionalDouble leastLength(Node node, YamlNodes.Fields fields) {
    Optional<Double> length = fields.number("min-length-mm");
    if (length.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!(length.get() > 0 && length.get() <= LONGEST_SCAN_MM)) {
      yaml.problem(node, "min-length-mm", length.get().toString(), "must be above 0, to 3000 mm");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(length.get());
  }
}
