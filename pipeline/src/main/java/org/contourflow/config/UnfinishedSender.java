package org.contourflow.config;

/** What becomes of a series whose sender never ended its association in order. */
public enum UnfinishedSender {
  /** It is held for a person. */
  HOLD,
  /** It is contoured, and the run log says so. */
  TELL
}
