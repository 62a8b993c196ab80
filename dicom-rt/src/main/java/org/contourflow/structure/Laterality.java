package org.contourflow.structure;

/** The PATIENT's side. */
public enum Laterality {
  LEFT,
  RIGHT,
  UNPAIRED
}
