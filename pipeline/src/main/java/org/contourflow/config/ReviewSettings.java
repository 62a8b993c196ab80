package org.contourflow.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;

/**
 * How sets that come back are judged.
 *
 * @param verdicts from which figure on a structure counts as accepted, minor or redrawn
 */
public record ReviewSettings(@Valid Verdicts verdicts) {
  public ReviewSettings {
    verdicts = verdicts == null ? new Verdicts(null, null, null, null) : verdicts;
  }

  /** Those of an empty file. */
  public static ReviewSettings defaults() {
    return new ReviewSettings(null);
  }

  /**
   * Limits of verdicts; the defaults are ours, and no clinic has validated them.
   *
   * @param acceptedSurfaceDice1mm at least this share of both surfaces within 1 mm: accepted
   * @param minorSurfaceDice2mm at least this share within 2 mm, and
   * @param minorHd95Mm no more than this HD95, mm: minor
   * @param redrawnSurfaceDice3mm less than this share within 3 mm: redrawn; all else is major
   */
  public record Verdicts(
      @DecimalMin("0.0") @DecimalMax("1.0") Double acceptedSurfaceDice1mm,
      @DecimalMin("0.0") @DecimalMax("1.0") Double minorSurfaceDice2mm,
      @DecimalMin("0.0") @DecimalMax("100.0") Double minorHd95Mm,
      @DecimalMin("0.0") @DecimalMax("1.0") Double redrawnSurfaceDice3mm) {
    public Verdicts {
      acceptedSurfaceDice1mm = acceptedSurfaceDice1mm == null ? 0.99 : acceptedSurfaceDice1mm;
      minorSurfaceDice2mm = minorSurfaceDice2mm == null ? 0.90 : minorSurfaceDice2mm;
      minorHd95Mm = minorHd95Mm == null ? 5.0 : minorHd95Mm;
      redrawnSurfaceDice3mm = redrawnSurfaceDice3mm == null ? 0.5 : redrawnSurfaceDice3mm;
    }
  }
}
