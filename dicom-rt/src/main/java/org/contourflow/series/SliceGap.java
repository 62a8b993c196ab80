package org.contourflow.series;

import java.util.Locale;

/**
 * Slices missing between two that are there; z is meant, along the patient (LPS).
 *
 * @param missing how many, to the nearest whole number of common steps; at least 1
 * @param fromZMm z of the slice before, patient frame
 * @param toZMm z of the slice after
 */
public record SliceGap(int missing, double fromZMm, double toZMm) {

  /** "3 slices missing between -312.5 and -300.0 mm". */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%d %s missing between %.1f and %.1f mm",
        missing,
        missing == 1 ? "slice" : "slices",
        fromZMm,
        toZMm);
  }
}
