package org.contourflow.protocols.rules;

import java.util.List;

/**
 * Why a condition holds or does not, or why nobody can tell.
 *
 * @param truth the outcome
 * @param text one line, without patient identifiers
 * @param parts of a compound condition, all of them judged
 */
public record Explanation(Truth truth, String text, List<Explanation> parts) {
  /** Whether a condition holds. What is not known holds as little as its contrary does. */
  public enum Truth {
    YES("yes  "),
    NO("no   "),
    UNKNOWN("?    ");

    private final String mark;

    Truth(String mark) {
      this.mark = mark;
    }

    static Truth of(boolean holds) {
      return holds ? YES : NO;
    }

    /** One that does not hold decides; else one that is not known does. */
    static Truth all(List<Explanation> parts) {
      return has(parts, NO) ? NO : has(parts, UNKNOWN) ? UNKNOWN : YES;
    }

    /** One that holds decides; else one that is not known does. */
    static Truth any(List<Explanation> parts) {
      return has(parts, YES) ? YES : has(parts, UNKNOWN) ? UNKNOWN : NO;
    }

    Truth not() {
      return this == YES ? NO : this == NO ? YES : UNKNOWN;
    }

    private static boolean has(List<Explanation> parts, Truth wanted) {
      return parts.stream().anyMatch(part -> part.truth() == wanted);
    }
  }

  public Explanation {
    parts = List.copyOf(parts);
  }

  static Explanation of(boolean holds, String text) {
    return of(Truth.of(holds), text);
  }

  static Explanation of(Truth truth, String text) {
    return new Explanation(truth, text, List.of());
  }

  /** Whether the condition holds. */
  public boolean holds() {
    return truth == Truth.YES;
  }

  /** The tree as lines, each with "yes", "no" or "?" in front and two blanks a level. */
  public List<String> lines() {
    List<String> lines = new java.util.ArrayList<>();
    append(lines, "");
    return lines;
  }

  /** What held, on one line: of a compound condition the parts that did. */
  String held() {
    List<String> held = parts.stream().filter(Explanation::holds).map(Explanation::held).toList();
    return held.isEmpty() ? text : String.join(", ", held);
  }

  private void append(List<String> lines, String indent) {
    lines.add(indent + truth.mark + text);
    parts.forEach(part -> part.append(lines, indent + "  "));
  }
}
