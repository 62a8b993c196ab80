package org.contourflow.protocols.rules;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contourflow.protocols.QaRules;
import org.contourflow.protocols.QaRules.Policy;
import org.contourflow.protocols.YamlNodes;
import org.contourflow.qa.Feature;
import org.contourflow.qa.Range;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a protocol's {@code qa}: its policy and its own limits; see docs/contour-qa.md. */
final class QaReader {
  private final YamlNodes yaml;

  QaReader(YamlNodes yaml) {
    this.yaml = yaml;
  }

  QaRules read(YamlNodes.Fields protocol) {
    Optional<Node> node = protocol.node("qa");
    if (node.isEmpty()) {
      return QaRules.USUAL;
    }
    YamlNodes.Fields fields = yaml.fields(node.get(), "qa", List.of("policy", "limits", "whole"));
    Map<String, Map<Feature, Range>> limits = new LinkedHashMap<>();
    DetailsReader.entries(yaml, fields.node("limits"), "limits")
        .forEach((structure, of) -> limits.put(structure, features(structure, of)));
    return new QaRules(
        fields.oneOf("policy", Policy.values(), Policy.FLAG),
        limits,
        Set.copyOf(fields.texts("whole")));
  }

  private Map<Feature, Range> features(String structure, Node node) {
    Map<Feature, Range> ranges = new EnumMap<>(Feature.class);
    DetailsReader.entries(yaml, Optional.of(node), structure)
        .forEach(
            (id, value) -> {
              Optional<Feature> feature = Feature.parse(id);
              if (feature.isEmpty()) {
                yaml.problem(value, structure, id, "must be one of " + ids());
              } else {
                range(id, value).ifPresent(r -> ranges.put(feature.get(), r));
              }
            });
    return ranges;
  }

  private static String ids() {
    return Arrays.stream(Feature.values()).map(Feature::id).collect(Collectors.joining(", "));
  }

  private Optional<Range> range(String id, Node node) {
    List<String> texts =
        node instanceof SequenceNode list
            ? list.getValue().stream()
                .map(n -> n instanceof ScalarNode scalar ? scalar.getValue() : "")
                .toList()
            : List.of();
    try {
      if (texts.size() == 2) {
        return Optional.of(
            new Range(Double.parseDouble(texts.get(0)), Double.parseDouble(texts.get(1))));
      }
    } catch (IllegalArgumentException e) {
      // Told below, as for a wrong count.
    }
    yaml.problem(node, id, String.join(", ", texts), "must be the least and the most: [8, 60]");
    return Optional.empty();
  }
}
