package org.contourflow.geometry;

/**
 * ImageOrientationPatient (PS3.3 C.7.6.2.1.1) of a stack of slices.
 *
 * @param alongRow first three cosines: the direction in which the COLUMN index grows
 * @param alongColumn last three cosines: the direction in which the ROW index grows
 */
public record SliceOrientation(Direction alongRow, Direction alongColumn) {
  /** Largest cosine between the two directions that still counts as a right angle. */
  public static final double ORTHOGONALITY_TOLERANCE = 1e-3;

  /** Head first or feet first supine axial as most scanners write it: x to the left, y down. */
  public static final SliceOrientation AXIAL =
      new SliceOrientation(new Direction(1, 0, 0), new Direction(0, 1, 0));

  public SliceOrientation {
    double cosine = alongRow.dot(alongColumn);
    if (Math.abs(cosine) > ORTHOGONALITY_TOLERANCE) {
      throw new IllegalArgumentException(
          "row and column directions must be at a right angle; their cosine is " + cosine);
    }
  }

  /** alongRow x alongColumn. Towards the head for {@link #AXIAL}. */
  public Direction normal() {
    return alongRow.cross(alongColumn);
  }

  /** Whether the cosines of both agree within {@code tolerance} each. */
  public boolean isCloseTo(SliceOrientation other, double tolerance) {
    return close(alongRow, other.alongRow, tolerance)
        && close(alongColumn, other.alongColumn, tolerance);
  }

  private static boolean close(Direction a, Direction b, double tolerance) {
    return Math.abs(a.x() - b.x()) <= tolerance
        && Math.abs(a.y() - b.y()) <= tolerance
        && Math.abs(a.z() - b.z()) <= tolerance;
  }
}
