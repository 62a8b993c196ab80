package org.contourflow.config;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * On which line each key of a YAML text stands, so that a validation error can say so; the text is
 * read when that is asked.
 */
final class YamlLines {
  private final String text;
  private final Map<String, Integer> lines = new HashMap<>();
  private boolean read;

  YamlLines(String text) {
    this.text = text;
  }

  private void read() {
    read = true;
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root != null) {
        visit("", root);
      }
    } catch (YAMLException e) {
      // The parser proper reports what is wrong, with its own line.
      lines.clear();
    }
  }

  private void visit(String key, Node node) {
    lines.putIfAbsent(key, node.getStartMark().getLine() + 1);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String name = tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "?";
        String full = key.isEmpty() ? name : key + "." + name;
        lines.putIfAbsent(full, tuple.getKeyNode().getStartMark().getLine() + 1);
        visit(full, tuple.getValueNode());
      }
    } else if (node instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        visit(key + "[" + i + "]", sequence.getValue().get(i));
      }
    }
  }

  /** " line 12" of the key, or of its nearest ancestor in the file; empty if there is none. */
  String suffix(String key) {
    if (!read) {
      read();
    }
    for (String k = key; !k.isEmpty(); k = k.substring(0, Math.max(0, k.lastIndexOf('.')))) {
      Integer line = lines.get(k);
      if (line != null) {
        return " line " + line;
      }
    }
    return "";
  }
}
