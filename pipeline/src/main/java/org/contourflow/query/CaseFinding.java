package org.contourflow.query;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A finding of a case.
 *
 * @param sequence number of its event in the run log
 * @param severity ERROR, WARNING or NOTE
 * @param code such as QA-04; empty for a note of a step
 * @param structure the structure it is about; empty: the case
 */
public record CaseFinding(
    long sequence, String severity, String code, String structure, String text) {
  private static final Pattern CODED =
      Pattern.compile("(ERROR|WARNING|NOTE) (QA-\\d+) ([^:]{0,64}): (.*)");

  /** How grave a severity is; the gravest first. */
  public static final List<String> SEVERITIES = List.of("ERROR", "WARNING", "NOTE");

  /** From the text of an event QA_FINDING; what has no code is a note of a step. */
  public static CaseFinding ofEvent(long sequence, String text) {
    Matcher coded = CODED.matcher(text);
    return coded.matches()
        ? new CaseFinding(
            sequence, coded.group(1), coded.group(2), coded.group(3).strip(), coded.group(4))
        : new CaseFinding(sequence, "NOTE", "", "", text);
  }
}
