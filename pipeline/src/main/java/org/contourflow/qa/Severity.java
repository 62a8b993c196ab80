package org.contourflow.qa;

/** How grave a finding is; the gravest first. */
public enum Severity {
  /** Wrong, and dangerous if it is not seen: a left organ on the right. */
  ERROR,
  /** Probably wrong: look before anything else. */
  WARNING,
  /** Worth knowing; often explained by the scan. */
  NOTE
}
