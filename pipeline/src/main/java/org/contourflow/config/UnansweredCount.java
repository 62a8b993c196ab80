package org.contourflow.config;

/** What becomes of a series of which the PACS of {@code countFrom} does not say what it has. */
public enum UnansweredCount {
  /** It is held for a person, and goes on by itself once the PACS has answered. */
  HOLD,
  /** It is contoured, and the run log says so. */
  TELL
}
