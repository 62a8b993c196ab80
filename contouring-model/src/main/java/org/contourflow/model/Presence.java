package org.contourflow.model;

/** Whether a structure was found in the image. */
public enum Presence {
  PRESENT,
  /** Found and contoured, but unlike what the model has seen: for a person to look at. */
  UNCERTAIN,
  /** Looked for and not found: its mask is empty. */
  ABSENT
}
