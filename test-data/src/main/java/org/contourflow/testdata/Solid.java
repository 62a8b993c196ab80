package org.contourflow.testdata;

/** An analytic solid in LPS, mm: a closed inside test, its bounds and, where known, its volume. */
public interface Solid {
  /** Whether the point lies in the solid (its surface included). */
  boolean contains(double xMm, double yMm, double zMm);

  /** A box that holds the whole solid. */
  Box bounds();

  /** The exact volume by formula, mm3; NaN where there is no simple formula. */
  default double volumeMm3() {
    return Double.NaN;
  }

  /** Whether the point lies in the solid. */
  default boolean contains(Lps p) {
    return contains(p.x(), p.y(), p.z());
  }
}
