package org.contourflow.protocols.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which protocols a series gets, and why. A series that no rule matched gets none; it is kept and
 * shown, never deleted.
 *
 * @param protocols in order, each once; empty: unmatched, or matched by a rule that says so
 * @param verdicts one a rule, in order
 */
public record Selection(List<String> protocols, List<Verdict> verdicts) {

  /**
   * What became of one rule.
   *
   * @param matches whether its condition holds
   * @param applies whether its protocols count; false also where an earlier rule decided
   */
  public record Verdict(String rule, boolean matches, boolean applies, Explanation why) {}

  public Selection {
    protocols = List.copyOf(protocols);
    verdicts = List.copyOf(verdicts);
  }

  /** Whether any rule matched. */
  public boolean isMatched() {
    return verdicts.stream().anyMatch(Verdict::applies);
  }

  /** Every rule with the reasons, as lines for people; no patient identifiers. */
  public List<String> explain() {
    List<String> lines = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      String outcome =
          verdict.applies()
              ? "matches"
              : verdict.matches()
                  ? "matches, but an earlier rule decided"
                  : verdict.why().truth() == Explanation.Truth.UNKNOWN
                      ? "cannot be told, so it does not match"
                      : "does not match";
      lines.add("rule \"" + verdict.rule() + "\" " + outcome);
      verdict.why().lines().forEach(line -> lines.add("  " + line));
    }
    lines.add(outcome());
    return lines;
  }

  /** The rules that count, each with what held, on one line; no patient identifiers. */
  public String why() {
    return verdicts.stream()
        .filter(Verdict::applies)
        .map(v -> "rule \"" + v.rule() + "\": " + v.why().held())
        .collect(Collectors.joining("; "));
  }

  private String outcome() {
    if (!isMatched()) {
      return "no rule matches: the series is kept and shown, and not contoured";
    }
    return protocols.isEmpty()
        ? "no protocol by rule: the series is kept, and not contoured"
        : "protocols: " + String.join(", ", protocols);
  }
}
