package org.contourflow.qa;

import java.util.OptionalInt;

/**
 * One finding.
 *
 * @param structure the structure it is about
 * @param slice where to look, as an index of the CT's slices; empty: all of the structure
 * @param text a sentence for a clinician, with the numbers, rounded to what they bear
 */
public record QaFinding(
    QaCode code, Severity severity, String structure, OptionalInt slice, String text) {

  /** Of all of the structure, as grave as its code. */
  public QaFinding(QaCode code, String structure, String text) {
    this(code, code.severity(), structure, OptionalInt.empty(), text);
  }

  @Override
  public String toString() {
    return severity + " " + code.id() + " " + structure + ": " + text;
  }
}
