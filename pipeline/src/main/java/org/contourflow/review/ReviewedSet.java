package org.contourflow.review;

import java.util.List;
import java.util.Set;

/**
 * A structure set that came back against the one that was delivered.
 *
 * @param structures delivered ones in their order, then what was added
 * @param unclear names that could mean several
 * @param problems what of either file could not be taken as written
 * @param rules the limits in force when the verdicts were given
 */
public record ReviewedSet(
    List<ReviewedStructure> structures,
    List<String> unclear,
    List<String> problems,
    VerdictRules rules) {
  public ReviewedSet {
    structures = List.copyOf(structures);
    unclear = List.copyOf(unclear);
    problems = List.copyOf(problems);
  }

  /** The same without structures of these names, as delivered. */
  ReviewedSet without(Set<String> names) {
    return new ReviewedSet(
        structures.stream().filter(s -> !names.contains(s.name())).toList(),
        unclear,
        problems,
        rules);
  }

  /** How many have a verdict. */
  public long count(Verdict verdict) {
    return structures.stream().filter(s -> s.verdict() == verdict).count();
  }

  /** {@code 5 accepted, 1 minor}. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    for (Verdict verdict : Verdict.values()) {
      if (count(verdict) > 0) {
        text.append(text.length() == 0 ? "" : ", ")
            .append(count(verdict))
            .append(' ')
            .append(verdict.word());
      }
    }
    return text.length() == 0 ? "no structure" : text.toString();
  }
}
