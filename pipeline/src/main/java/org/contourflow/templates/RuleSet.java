package org.contourflow.templates;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.contourflow.templates.Selection.Verdict;

/**
 * Rules in order, with what to do when several match.
 *
 * @param match whether the first matching rule decides, or all of them together
 */
public record RuleSet(Match match, List<SelectionRule> rules) {
  /** When several rules match. */
  public enum Match {
    /** The first one's protocols only. */
    FIRST,
    /** The protocols of all, in order, each once. */
    EVERY
  }

  public RuleSet {
    rules = List.copyOf(rules);
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
