package org.contourflow.protocols;

import java.util.Map;
import org.contourflow.protocols.derive.DerivationProblem;

/**
 * Where the parts of a protocol stand in its file, so that what is found later, once its models are
 * known, is told by its line too.
 *
 * @param file as it is told
 * @param lines from 1, by key; that of {@code derived} is the line before its text
 */
public record FileLines(String file, Map<String, Integer> lines) {
  /** Of a protocol that stands in no file. */
  public static final FileLines NONE = new FileLines("", Map.of());

  private static final String DERIVED = "derived";

  public FileLines {
    lines = Map.copyOf(lines);
  }

  /** The place of a key, with a colon and a blank behind it; empty: it is not known. */
  public String at(String key) {
    return lines.containsKey(key) ? file + " line " + lines.get(key) + ": " : "";
  }

  /** A problem of the derived structures with its place. */
  String describe(DerivationProblem problem, String protocol) {
    String where = protocol + ": " + DERIVED;
    return lines.containsKey(DERIVED)
        ? file
            + " line "
            + (lines.get(DERIVED) + problem.line())
            + ": "
            + where
            + ": "
            + problem.withoutLine()
        : problem.describe(where);
  }
}
