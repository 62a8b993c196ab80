package org.contourflow.protocols;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a YAML tree and collects what is wrong with it, each with its line. */
public final class YamlNodes {
  private final String name;
  private final List<String> problems = new ArrayList<>();

  public YamlNodes(String name) {
    this.name = name;
  }

  /** The file as it is told. */
  public String name() {
    return name;
  }

  public List<String> problems() {
    return problems;
  }

  public void problem(Node node, String key, String value, String allowed) {
    String what = value.isEmpty() ? "" : " \"" + value + "\" is not allowed;";
    problems.add(
        name
            + " line "
            + (node.getStartMark().getLine() + 1)
            + ": "
            + (key.isEmpty() ? "" : key + ":")
            + what
            + " "
            + allowed);
  }

  /** A problem at a line of its own, from 1. */
  public void problem(int line, String key, String what) {
    problems.add(name + " line " + line + ": " + key + ": " + what);
  }

  /** The fields of a mapping; anything else, an unknown or a repeated key is a problem. */
  public Fields fields(Node node, String what, List<String> allowed) {
    Map<String, Node> byName = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(node, what, "", "must have the keys " + String.join(", ", allowed));
      return new Fields(byName);
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!allowed.contains(key)) {
        problem(
            tuple.getKeyNode(), "unknown key", key, "allowed are " + String.join(", ", allowed));
      } else if (byName.put(key, tuple.getValueNode()) != null) {
        problem(tuple.getKeyNode(), "repeated key", key, "each key once");
      }
    }
    return new Fields(byName);
  }

  /** The fields of one mapping. */
  public final class Fields {
    private final Map<String, Node> byName;

    private Fields(Map<String, Node> byName) {
      this.byName = byName;
    }

    public Optional<Node> node(String key) {
      return Optional.ofNullable(byName.get(key));
    }

    public Optional<String> scalar(String key) {
      Node node = byName.get(key);
      if (node != null && !(node instanceof ScalarNode)) {
        problem(node, key, "", "must be a single value");
      }
      return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    public List<Node> list(String key) {
      Node node = byName.get(key);
      if (node == null) {
        return List.of();
      }
      if (node instanceof SequenceNode sequence) {
        return sequence.getValue();
      }
      problem(node, key, "", "must be a list");
      return List.of();
    }

    public List<String> texts(String key) {
      List<String> texts = new ArrayList<>();
      for (Node node : list(key)) {
        if (node instanceof ScalarNode scalar) {
          texts.add(scalar.getValue());
        } else {
          problem(node, key, "", "must be a list of single values");
        }
      }
      return texts;
    }

    public Optional<Double> number(String key) {
      Optional<String> text = scalar(key);
      try {
        return text.map(Double::valueOf);
      } catch (NumberFormatException e) {
        problem(byName.get(key), key, text.orElse(""), "must be a number");
        return Optional.empty();
      }
    }

    public <E extends Enum<E>> E oneOf(String key, E[] values, E otherwise) {
      Optional<String> text = scalar(key);
      for (E value : values) {
        if (text.isPresent() && text.get().equals(value.name().toLowerCase(Locale.ROOT))) {
          return value;
        }
      }
      if (text.isPresent()) {
        String allowed =
            String.join(
                ", ",
                java.util.Arrays.stream(values)
                    .map(value -> value.name().toLowerCase(Locale.ROOT))
                    .toList());
        problem(byName.get(key), key, text.get(), "must be one of " + allowed);
      }
      return otherwise;
    }
  }
}
