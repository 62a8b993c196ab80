package org.contourflow.protocols;

import java.util.List;

/**
 * A rules file that cannot be used; one line a problem: file, line, key, value, what is allowed.
 */
public final class RuleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** With one line a problem. */
  public RuleException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** One line a problem. */
  public List<String> problems() {
    return problems;
  }
}
