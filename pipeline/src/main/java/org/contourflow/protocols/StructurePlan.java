package org.contourflow.protocols;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.protocols.derive.Derivation;
import org.contourflow.protocols.derive.DerivedRules;
import org.contourflow.protocols.derive.Expression;
import org.contourflow.protocols.derive.Sources;
import org.contourflow.structure.NearestNames;

/**
 * A protocol's structures, checked against what its models make.
 *
 * @param made what is needed of the models, in the protocol's order
 * @param delivered what is written, in order: models' and derived ones
 * @param rules by structure name
 */
public record StructurePlan(
    List<String> made,
    List<String> delivered,
    Map<String, StructureRule> rules,
    DerivedRules derived,
    OutputPlan outputs,
    Optional<String> sha256) {

  /** Longest ROI name for any target: DICOM's SH, to which planning systems cut. */
  private static final int LONGEST_ALIAS = 16;

  public StructurePlan {
    made = List.copyOf(made);
    delivered = List.copyOf(delivered);
    rules = Map.copyOf(rules);
  }

  /** All that models make, as they make it. */
  public static StructurePlan all(Collection<String> made) {
    List<String> names = List.copyOf(made);
    return new StructurePlan(
        names, names, Map.of(), DerivedRules.NONE, OutputPlan.PLAIN, Optional.empty());
  }

  /**
   * Checks a protocol.
   *
   * @param models what its models make
   * @throws RuleException naming every structure that nobody makes, cycles, clashes
   */
  public static StructurePlan of(Protocol protocol, Collection<String> models)
      throws RuleException {
    ProtocolDetails details = protocol.details();
    DerivedRules.Checked checked =
        DerivedRules.check(details.derived(), Sources.of(models, details.clinical()));
    List<String> problems = new ArrayList<>();
    String where = "protocol " + protocol.name();
    checked.problems().forEach(p -> problems.add(details.lines().describe(p, where)));
    List<String> derived = details.derived().derivations().stream().map(Derivation::name).toList();
    Set<String> known = new LinkedHashSet<>(models);
    known.addAll(derived);
    Map<String, StructureRule> rules = rules(details);
    Stream.of(
            protocol.structures().stream(),
            rules.keySet().stream(),
            details.outputs().targets().values().stream()
                .flatMap(t -> t.aliases().keySet().stream()))
        .flatMap(names -> names)
        .distinct()
        .filter(name -> !known.contains(name) && !details.clinical().contains(name))
        .forEach(name -> problems.add(unknown(protocol, name, known)));
    List<String> delivered = delivered(protocol, models, derived);
    details.outputs().qa().whole().stream()
        .filter(name -> !delivered.contains(name) || !models.contains(name))
        .sorted()
        .forEach(name -> problems.add(notReviewed(protocol, "whole", name)));
    details.outputs().qa().limits().structures().stream()
        .filter(name -> !models.contains(name))
        .forEach(name -> problems.add(notReviewed(protocol, "limits", name)));
    details
        .outputs()
        .targets()
        .forEach((target, plan) -> problems.addAll(clashes(protocol, target, plan, delivered)));
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
    return new StructurePlan(
        needed(models, delivered, checked.rules()),
        delivered,
        rules,
        checked.rules(),
        details.outputs(),
        details.sha256());
  }

  /** The same with a segmentation for those targets of which the protocol says nothing. */
  public StructurePlan withSegmentation(SegmentationOutput segmentation) {
    return new StructurePlan(
        made, delivered, rules, derived, outputs.withSegmentation(segmentation), sha256);
  }

  /** The same with another rule for the clinician's structures. */
  public StructurePlan withAppend(AppendRule append) {
    return new StructurePlan(made, delivered, rules, derived, outputs.withAppend(append), sha256);
  }

  /** Whether the clinician's structure set changes what is made. */
  public boolean needsClinical() {
    return outputs.append().appends() || derived.needsClinical();
  }

  private static Map<String, StructureRule> rules(ProtocolDetails details) {
    Map<String, StructureRule> rules = new LinkedHashMap<>();
    details.rules().forEach(rule -> rules.put(rule.name(), rule));
    details
        .derived()
        .optional()
        .forEach(
            (name, optional) ->
                rules.put(
                    name,
                    rules.getOrDefault(name, StructureRule.named(name)).withRequired(!optional)));
    return rules;
  }

  private static String unknown(Protocol protocol, String name, Set<String> known) {
    List<String> near = NearestNames.of(name, known, 2);
    return protocol.details().lines().at("structures")
        + "protocol "
        + protocol.name()
        + ": structures: "
        + name
        + " is not among "
        + String.join(", ", known)
        + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
  }

  /** A name that nothing goes by would be a rule that never holds a case. */
  private static String notReviewed(Protocol protocol, String key, String name) {
    return protocol.details().lines().at("qa")
        + "protocol "
        + protocol.name()
        + ": qa: "
        + key
        + ": "
        + name
        + " is not a structure that a model of this protocol makes and it delivers";
  }

  /** The protocol's own order; derived ones that it does not list come last. */
  private static List<String> delivered(
      Protocol protocol, Collection<String> models, List<String> derived) {
    Set<String> names =
        new LinkedHashSet<>(protocol.structures().isEmpty() ? models : protocol.structures());
    names.addAll(derived);
    return List.copyOf(names);
  }

  private static List<String> needed(
      Collection<String> models, List<String> delivered, DerivedRules derived) {
    Set<String> needed = new LinkedHashSet<>(delivered);
    derived.derivations().stream()
        .flatMap(one -> one.expression().names())
        .map(Expression.Named::name)
        .forEach(needed::add);
    needed.retainAll(Set.copyOf(models));
    return List.copyOf(needed);
  }

  private static List<String> clashes(
      Protocol protocol, String target, TargetPlan plan, List<String> delivered) {
    List<String> problems = new ArrayList<>();
    Map<String, String> taken = new LinkedHashMap<>();
    for (String name : delivered) {
      String alias = plan.aliases().getOrDefault(name, name);
      String before = taken.put(alias.toLowerCase(Locale.ROOT), name);
      String where =
          protocol.details().lines().at("targets")
              + "protocol "
              + protocol.name()
              + ": targets: "
              + target
              + ": "
              + alias;
      if (before != null) {
        problems.add(where + " would be the name of both " + before + " and " + name);
      }
      if (alias.isBlank() || alias.length() > LONGEST_ALIAS || !alias.matches("[ -\\[\\]-~]+")) {
        problems.add(where + " is not 1 to 16 printable characters without a backslash");
      }
    }
    return problems;
  }
}
