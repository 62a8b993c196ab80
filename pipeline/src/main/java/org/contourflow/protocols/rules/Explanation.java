package org.contourflow.protocols.rules;

import java.util.List;

/**
 * Why a condition holds or does not.
 *
 * @param holds the outcome
 * @param text one line, without patient identifiers
 * @param parts of a compound condition, all of them judged
 */
public record Explanation(boolean holds, String text, List<Explanation> parts) {
  public Explanation {
    parts = List.copyOf(parts);
  }

  static Explanation of(boolean holds, String text) {
    return new Explanation(holds, text, List.of());
  }

  /** The tree as lines, each with "yes" or "no" in front and two blanks a level. */
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
    lines.add(indent + (holds ? "yes  " : "no   ") + text);
    parts.forEach(part -> part.append(lines, indent + "  "));
  }
}
