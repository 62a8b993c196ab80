package org.contourflow.rtstruct.check;

/**
 * One thing that is wrong. Holds no patient identifier.
 *
 * @param tagPath where, for example {@code ROIContourSequence[2].ContourSequence[14].ContourData
 *     (3006,0050)}; items are counted from 0
 * @param message what is there
 */
public record Finding(CheckRule rule, String tagPath, String message) {
  /** How bad it is. */
  public CheckRule.Severity severity() {
    return rule.severity();
  }

  @Override
  public String toString() {
    return severity() + " " + rule + " at " + tagPath + ": " + message;
  }
}
