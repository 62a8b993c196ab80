package org.contourflow.series;

/**
 * Which geometry is accepted, by named tolerances. What a policy does not accept is refused or held
 * with a reason, never repaired.
 *
 * @param name as it is written in reports
 * @param orientationTolerance largest difference of one direction cosine within a series; 1e-3
 *     turns the far corner of a 500 mm image by 0.5 mm
 * @param pixelSpacingToleranceMm largest difference of pixel spacing within a series; 1e-4 mm moves
 *     the far edge of a 1000-pixel image by 0.1 mm
 * @param shearToleranceMm how far a slice may be off the normal through the first one; more is a
 *     tilted gantry. At most {@link org.contourflow.geometry.VoxelGrid#SHEAR_TOLERANCE_MM}
 * @param samePositionMm slices closer than this along the normal are at the same position
 * @param stepToleranceMm steps between neighbours that differ by no more count as the same
 * @param acceptsChangeOfStep whether spacing may genuinely change within the series
 * @param largestObliquityDegrees largest angle between the slices' normal and the patient's long
 *     axis
 */
public record GeometryPolicy(
    String name,
    double orientationTolerance,
    double pixelSpacingToleranceMm,
    double shearToleranceMm,
    double samePositionMm,
    double stepToleranceMm,
    boolean acceptsChangeOfStep,
    double largestObliquityDegrees) {

  /** Evenly spaced axial slices only. */
  public static final GeometryPolicy STRICT =
      new GeometryPolicy("strict", 1e-4, 1e-4, 0.05, 0.01, 0.02, false, 0.1);

  /** Axial slices whose spacing may change where no slice is missing. The default. */
  public static final GeometryPolicy MODERATE =
      new GeometryPolicy("moderate", 1e-3, 1e-3, 0.1, 0.01, 0.1, true, 1.0);

  /**
   * From this multiple of the common step on, a step is a gap unless the slices' own thickness, or
   * a run of like steps, explains it.
   */
  public static final double GAP_FROM_STEPS = 1.5;

  /** So many like steps in a row, no whole multiple of the common one, are a change of step. */
  public static final int RUN_OF_LIKE_STEPS = 3;

  /** Beyond a tolerance of a tenth, for differences of positions that are written in tenths, mm. */
  static final double ROUNDING_MM = 0.005;

  public GeometryPolicy {
    if (shearToleranceMm > org.contourflow.geometry.VoxelGrid.SHEAR_TOLERANCE_MM) {
      throw new IllegalArgumentException("a voxel grid takes no shear of " + shearToleranceMm);
    }
  }
}
