package org.contourflow.protocols.rules;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.protocols.QaRules;
import org.contourflow.protocols.QaRules.Policy;
import org.contourflow.protocols.YamlNodes;
import org.contourflow.qa.Feature;
import org.contourflow.qa.OwnLimits;
import org.contourflow.qa.Range;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a protocol's {@code qa}: its policy and its own limits; see docs/contour-qa.md. */
final class QaReader {
  private static final String SIDE_MARGIN = "side-margin-mm";
  private static final String EMPTY_SLICES = "empty-slices";
  private static final String OVERLAP = "overlap";

  private final YamlNodes yaml;
  private final Map<String, Map<Feature, Range>> ranges = new LinkedHashMap<>();
  private final Map<String, Double> sideMarginsMm = new LinkedHashMap<>();
  private final Map<String, Integer> emptySlices = new LinkedHashMap<>();
  private final Map<String, Double> overlaps = new LinkedHashMap<>();

  QaReader(YamlNodes yaml) {
    this.yaml = yaml;
  }

  QaRules read(YamlNodes.Fields protocol) {
    Optional<Node> node = protocol.node("qa");
    if (node.isEmpty()) {
      return QaRules.USUAL;
    }
    YamlNodes.Fields fields = yaml.fields(node.get(), "qa", List.of("policy", "limits", "whole"));
    DetailsReader.entries(yaml, fields.node("limits"), "limits")
        .forEach(
            (structure, of) ->
                DetailsReader.entries(yaml, Optional.of(of), structure)
                    .forEach((id, value) -> limit(structure, id, value)));
    return new QaRules(
        fields.oneOf("policy", Policy.values(), Policy.FLAG),
        new OwnLimits(ranges, sideMarginsMm, emptySlices, overlaps),
        Set.copyOf(fields.texts("whole")));
  }

  private void limit(String structure, String id, Node value) {
    switch (id) {
      case SIDE_MARGIN ->
          number(id, value, 0, Double.MAX_VALUE, "must be mm, 0 or more")
              .ifPresent(mm -> sideMarginsMm.put(structure, mm));
      case EMPTY_SLICES ->
          number(id, value, 0, Integer.MAX_VALUE, "must be a whole number, 0 or more")
              .filter(n -> n == Math.rint(n) || wrong(id, value, "must be a whole number"))
              .ifPresent(n -> emptySlices.put(structure, n.intValue()));
      case OVERLAP ->
          DetailsReader.entries(yaml, Optional.of(value), OVERLAP)
              .forEach((other, share) -> overlap(structure, other, share));
      default -> feature(structure, id, value);
    }
  }

  private void overlap(String structure, String other, Node share) {
    String pair = OwnLimits.pair(structure, other);
    if (structure.equals(other)) {
      yaml.problem(share, OVERLAP, other, "must be another structure than " + structure);
    }
    number(other, share, 0, 1, "must be the share of the smaller one, 0 to 1")
        .filter(
            s ->
                overlaps.put(pair, s) == null
                    || wrong(other, share, "says the same two twice: " + pair))
        .ifPresent(s -> overlaps.put(pair, s));
  }

  private void feature(String structure, String id, Node value) {
    Optional<Feature> feature = Feature.parse(id);
    if (feature.isEmpty()) {
      yaml.problem(value, structure, id, "must be one of " + ids());
    } else {
      range(id, value)
          .ifPresent(
              r ->
                  ranges
                      .computeIfAbsent(structure, s -> new EnumMap<>(Feature.class))
                      .put(feature.get(), r));
    }
  }

  private static String ids() {
    return Stream.concat(
            Arrays.stream(Feature.values()).map(Feature::id),
            Stream.of(SIDE_MARGIN, EMPTY_SLICES, OVERLAP))
        .collect(Collectors.joining(", "));
  }

  private Optional<Double> number(String key, Node node, double least, double most, String must) {
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    try {
      double value = Double.parseDouble(text);
      if (value >= least && value <= most) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Told below, as for a number that is out of range.
    }
    wrong(key, node, must);
    return Optional.empty();
  }

  /** Tells it; always false, so that it can end a filter. */
  private boolean wrong(String key, Node node, String must) {
    yaml.problem(node, key, node instanceof ScalarNode scalar ? scalar.getValue() : "", must);
    return false;
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
