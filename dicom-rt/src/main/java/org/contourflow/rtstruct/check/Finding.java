package org.contourflow.rtstruct.check;

/**
 * One thing that is wrong, or the same thing in many places. Holds no patient identifier.
 *
 * @param tagPath where (first), for example {@code
 *     ROIContourSequence[2].ContourSequence[14].ContourData (3006,0050)}; items are counted from 0
 * @param message what is there
 * @param count in how many places
 */
public record Finding(
    CheckRule rule, CheckRule.Severity severity, String tagPath, String message, int count) {

  /** One thing in one place. */
  public Finding(CheckRule rule, CheckRule.Severity severity, String tagPath, String message) {
    this(rule, severity, tagPath, message, 1);
  }

  @Override
  public String toString() {
    return severity
        + " "
        + rule
        + " at "
        + tagPath
        + ": "
        + message
        + (count == 1 ? "" : " (" + count + " times; this is the first)");
  }
}
