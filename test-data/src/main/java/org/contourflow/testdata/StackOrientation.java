package org.contourflow.testdata;

/**
 * ImageOrientationPatient and the direction in which the slices are stacked.
 *
 * @param alongRow the direction in which the column index grows (first three cosines)
 * @param alongColumn the direction in which the row index grows (last three cosines)
 * @param step the direction from one slice to the next; the normal unless the stack is sheared
 */
public record StackOrientation(Lps alongRow, Lps alongColumn, Lps step) {
  public StackOrientation {
    alongRow = alongRow.unit();
    alongColumn = alongColumn.unit();
    step = step.unit();
    if (Math.abs(alongRow.dot(alongColumn)) > 1e-9) {
      throw new IllegalArgumentException("rows and columns must be at a right angle");
    }
    if (alongRow.cross(alongColumn).dot(step) <= 0.1) {
      throw new IllegalArgumentException("slices must advance along the normal");
    }
  }

  /** Slices stacked along the normal. */
  public static StackOrientation perpendicular(Lps alongRow, Lps alongColumn) {
    return new StackOrientation(alongRow, alongColumn, alongRow.cross(alongColumn));
  }

  /** (1,0,0)(0,1,0): what most scanners write for supine patients, feet first included. */
  public static StackOrientation axial() {
    return perpendicular(new Lps(1, 0, 0), new Lps(0, 1, 0));
  }

  /** Axial with the first row at the posterior side: (1,0,0)(0,-1,0); the normal is to the feet. */
  public static StackOrientation rowFlippedAxial() {
    return perpendicular(new Lps(1, 0, 0), new Lps(0, -1, 0));
  }

  /** Axial with the first column at the patient's left: (-1,0,0)(0,1,0). */
  public static StackOrientation columnFlippedAxial() {
    return perpendicular(new Lps(-1, 0, 0), new Lps(0, 1, 0));
  }

  /** Rows to posterior, columns to the feet: (0,1,0)(0,0,-1). */
  public static StackOrientation sagittal() {
    return perpendicular(new Lps(0, 1, 0), new Lps(0, 0, -1));
  }

  /** Rows to the left, columns to the feet: (1,0,0)(0,0,-1). */
  public static StackOrientation coronal() {
    return perpendicular(new Lps(1, 0, 0), new Lps(0, 0, -1));
  }

  /**
   * Axial turned about the patient's x axis and then about z: perpendicular, but aligned with no
   * axis.
   */
  public static StackOrientation oblique(double aboutXDegrees, double aboutZDegrees) {
    return perpendicular(
        turn(new Lps(1, 0, 0), aboutXDegrees, aboutZDegrees),
        turn(new Lps(0, 1, 0), aboutXDegrees, aboutZDegrees));
  }

  /**
   * Gantry tilt: the image planes are turned about the patient's x axis while the table moves along
   * z, so the stack is sheared.
   */
  public static StackOrientation tilted(double degrees) {
    double a = Math.toRadians(degrees);
    return new StackOrientation(
        new Lps(1, 0, 0), new Lps(0, Math.cos(a), Math.sin(a)), new Lps(0, 0, 1));
  }

  private static Lps turn(Lps v, double aboutXDegrees, double aboutZDegrees) {
    double a = Math.toRadians(aboutXDegrees);
    double b = Math.toRadians(aboutZDegrees);
    double y = v.y() * Math.cos(a) - v.z() * Math.sin(a);
    double z = v.y() * Math.sin(a) + v.z() * Math.cos(a);
    return new Lps(v.x() * Math.cos(b) - y * Math.sin(b), v.x() * Math.sin(b) + y * Math.cos(b), z);
  }

  /** alongRow x alongColumn. */
  public Lps normal() {
    return alongRow.cross(alongColumn);
  }
}
