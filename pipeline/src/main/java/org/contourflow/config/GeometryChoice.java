package org.contourflow.config;

import org.contourflow.series.GeometryPolicy;

/** Which slices make a volume. */
public enum GeometryChoice {
  /** Evenly spaced only. */
  STRICT(GeometryPolicy.STRICT),
  /** Spacing may change where no slice is missing. */
  MODERATE(GeometryPolicy.MODERATE);

  private final GeometryPolicy policy;

  GeometryChoice(GeometryPolicy policy) {
    this.policy = policy;
  }

  /** Its tolerances. */
  public GeometryPolicy policy() {
    return policy;
  }
}
