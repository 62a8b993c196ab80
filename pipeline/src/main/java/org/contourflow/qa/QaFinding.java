package org.contourflow.qa;

/**
 * One finding.
 *
 * @param structure the structure it is about
 * @param text a sentence for a clinician, with the numbers
 */
public record QaFinding(QaCode code, String structure, String text) {
  /** Of its code. */
  public Severity severity() {
    return code.severity();
  }

  @Override
  public String toString() {
    return severity() + " " + code.id() + " " + structure + ": " + text;
  }
}
