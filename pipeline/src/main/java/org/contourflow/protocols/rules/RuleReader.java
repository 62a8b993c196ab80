package org.contourflow.protocols.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.contourflow.config.SettingsReader;
import org.contourflow.model.Sha256;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.RuleException;
import org.contourflow.protocols.YamlNodes;
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
 * protocols:
 *   - name: head-and-neck
 *     models: [hu-anatomy, head-neck]           # one RTSTRUCT of all of them
 *     structures: [External, Parotid_L]         # left out: all
 *     destinations: [export, tps]               # left out: all
 *     label: OAR H&amp;N                            # StructureSetLabel
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
 * <p>A list of conditions means all of them; {@code all}, {@code any} and {@code not} nest. A rule
 * names protocols that the file defines; an empty list means: do not contour.
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
      throw new RuleException(List.of(file + ": cannot be read: " + SettingsReader.why(file, e)));
    }
  }

  /** Reads a text; {@code name} is what messages call it. */
  public static RuleSet parse(String name, String text) throws RuleException {
    YamlNodes yaml = new YamlNodes(name);
    Node root = compose(name, text);
    RuleSet rules =
        new RuleReader(yaml).ruleSet(root, Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    if (!yaml.problems().isEmpty()) {
      throw new RuleException(yaml.problems());
    }
    return rules;
  }

  /** What is done where nobody wrote rules: {@code default-rules.yaml} beside this class. */
  public static RuleSet builtIn() {
    try (InputStream in = RuleReader.class.getResourceAsStream("default-rules.yaml")) {
      return parse("built-in rules", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException | RuleException e) {
      throw new IllegalStateException("the built-in rules are part of the product", e);
    }
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

  private RuleSet ruleSet(Node root, String sha256) {
    YamlNodes.Fields fields = yaml.fields(root, "", List.of("match", "protocols", "rules"));
    List<Protocol> protocols = new ProtocolReader(yaml).read(fields.list("protocols"));
    Set<String> known = protocols.stream().map(Protocol::name).collect(Collectors.toSet());
    RuleSet.Match match =
        fields.scalar("match").isEmpty()
            ? RuleSet.Match.FIRST
            : fields.oneOf("match", RuleSet.Match.values(), RuleSet.Match.FIRST);
    List<SelectionRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node node : fields.list("rules")) {
      SelectionRule rule = rule(node, known);
      rules.add(rule);
      if (!names.add(rule.name())) {
        yaml.problem(node, "name", rule.name(), "each rule needs a name of its own");
      }
    }
    if (rules.isEmpty() && yaml.problems().isEmpty()) {
      yaml.problem(root, "rules", "", "must have at least one rule");
    }
    return new RuleSet(match, rules, protocols, Optional.of(sha256));
  }

  private SelectionRule rule(Node node, Set<String> known) {
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
    List<String> protocols = fields.texts("protocols");
    protocols.stream()
        .filter(protocol -> !known.contains(protocol))
        .forEach(
            protocol ->
                yaml.problem(
                    node,
                    "protocols",
                    protocol,
                    known.isEmpty()
                        ? "the file has no protocols; each needs a name and models"
                        : "must be one of " + String.join(", ", new TreeSet<>(known))));
    return new SelectionRule(name, when, protocols);
  }
}
