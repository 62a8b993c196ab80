package org.contourflow.model;

/** Whether a structure was found in the image. */
public enum Presence {
  PRESENT,
  /** Looked for and not found: its mask is empty. */
  ABSENT
}
