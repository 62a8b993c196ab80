package org.contourflow.rtstruct.check;

import org.contourflow.dicom.PlainText;

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
  public Finding {
    message = PlainText.of(message);
  }

  /** One thing in one place. */
  public Finding(CheckRule rule, CheckRule.Severity severity, String tagPath, String message) {
    this(rule, severity, tagPath, message, 1);
  }

  /** Whether both are the same but for how grave it is: other systems' sets are judged milder. */
  public boolean saysTheSameAs(Finding other) {
    return rule == other.rule
        && tagPath.equals(other.tagPath)
        && message.equals(other.message)
        && count == other.count;
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
