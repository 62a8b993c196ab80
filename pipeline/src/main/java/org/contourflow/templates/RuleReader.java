package org.contourflow.templates;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads selection rules from YAML:
 *
 * <pre>
 * match: first              # or every
 * rules:
 *   - name: head and neck
 *     when:
 *       - {attribute: BodyPartExamined, in: [HEAD, NECK, HEADNECK]}
 *       - {attribute: SliceThickness, from: 1, to: 3.5}
 *       - not: {attribute: SeriesDescription, matches: "(?i)scout", over: any}
 *       - {series: slices, from: 20}
 *     protocols: [head-and-neck]
 * </pre>
 *
 * <p>A list of conditions means all of them; {@code all}, {@code any} and {@code not} nest.
 */
public final class RuleReader {
  private final YamlNodes yaml;

  private RuleReader(YamlNodes yaml) {
    this.yaml = yaml;
  }

  /**
   * Reads a file.
   *
   * @throws RuleException naming every problem with its line
   */
  public static RuleSet read(Path file) throws RuleException {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new RuleException(
          List.of(file + ": cannot be read (" + e.getClass().getSimpleName() + ")"));
    }
  }

  /** Reads a text; {@code name} is what messages call it. */
  public static RuleSet parse(String name, String text) throws RuleException {
    YamlNodes yaml = new YamlNodes(name);
    Node root = compose(name, text);
    RuleSet rules = new RuleReader(yaml).ruleSet(root);
    if (!yaml.problems().isEmpty()) {
      throw new RuleException(yaml.problems());
    }
    return rules;
  }

  private static Node compose(String name, String text) throws RuleException {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root == null) {
        throw new RuleException(List.of(name + ": is empty; must have rules"));
      }
      return root;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new RuleException(List.of(name + " line " + line + ": " + e.getProblem()));
    } catch (YAMLException e) {
      throw new RuleException(List.of(name + ": is not YAML"));
    }
  }

  private RuleSet ruleSet(Node root) {
    YamlNodes.Fields fields = yaml.fields(root, "", List.of("match", "rules"));
    RuleSet.Match match =
        fields.scalar("match").isEmpty()
            ? RuleSet.Match.FIRST
            : fields.oneOf("match", RuleSet.Match.values(), RuleSet.Match.FIRST);
    List<SelectionRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node node : fields.list("rules")) {
      SelectionRule rule = rule(node);
      rules.add(rule);
      if (!names.add(rule.name())) {
        yaml.problem(node, "name", rule.name(), "each rule needs a name of its own");
      }
    }
    if (rules.isEmpty() && yaml.problems().isEmpty()) {
      yaml.problem(root, "rules", "", "must have at least one rule");
    }
    return new RuleSet(match, rules);
  }

  private SelectionRule rule(Node node) {
    YamlNodes.Fields fields = yaml.fields(node, "rule", List.of("name", "when", "protocols"));
    String name = fields.scalar("name").orElse("");
    if (name.isBlank()) {
      yaml.problem(node, "name", name, "each rule needs a name");
    }
    if (fields.node("protocols").isEmpty()) {
      yaml.problem(node, "protocols", "", "must be a list; an empty one means: do not contour");
    }
    Condition when =
        fields
            .node("when")
            .map(new ConditionReader(yaml)::read)
            .orElse(new Condition.All(List.of()));
    return new SelectionRule(name, when, fields.texts("protocols"));
  }
}
