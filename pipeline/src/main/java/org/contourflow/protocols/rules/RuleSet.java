package org.contourflow.protocols.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.rules.Selection.Verdict;

/**
 * Rules in order, with what to do when several match.
 *
 * @param match whether the first matching rule decides, or all of them together
 * @param protocols what the rules may name, and what a person may release a series to
 * @param sha256 of the text they were read from; empty: they were not read
 */
public record RuleSet(
    Match match, List<SelectionRule> rules, List<Protocol> protocols, Optional<String> sha256) {
  /** When several rules match. */
  public enum Match {
    /** The first one's protocols only. */
    FIRST,
    /** The protocols of all, in order, each once. */
    EVERY
  }

  public RuleSet {
    rules = List.copyOf(rules);
    protocols = List.copyOf(protocols);
  }

  /** Every series gets this protocol. */
  public static RuleSet always(Protocol protocol) {
    SelectionRule rule =
        new SelectionRule("every CT", new Condition.All(List.of()), List.of(protocol.name()));
    return new RuleSet(Match.FIRST, List.of(rule), List.of(protocol), Optional.empty());
  }

  /** The protocol of that name. */
  public Optional<Protocol> protocol(String name) {
    return protocols.stream().filter(protocol -> protocol.name().equals(name)).findFirst();
  }

  /**
   * Judges every rule, also those after the first match, so that each can be explained.
   *
   * @throws java.io.UncheckedIOException if a slice's file is no longer readable
   */
  public Selection select(SeriesHeaders series) {
    List<Verdict> verdicts = new ArrayList<>();
    Set<String> protocols = new LinkedHashSet<>();
    boolean decided = false;
    for (SelectionRule rule : rules) {
      Explanation why = rule.when().explain(series);
      boolean applies = why.holds() && !decided;
      verdicts.add(new Verdict(rule.name(), why.holds(), applies, why));
      if (applies) {
        protocols.addAll(rule.protocols());
        decided = match == Match.FIRST;
      }
    }
    return new Selection(List.copyOf(protocols), verdicts);
  }
}
