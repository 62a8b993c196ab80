package org.contourflow.model.manifest;

import java.util.List;

/** A manifest that must not be used, with every problem found and where it is. */
public final class ManifestException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public ManifestException(List<Problem> problems) {
    super(String.join("\n", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  /** All of them, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param path such as {@code tiling.patch[1]}
   * @param rule what is allowed there, and what was found
   */
  public record Problem(String path, String rule) {
    @Override
    public String toString() {
      return path + ": " + rule;
    }
  }
}
