package org.contourflow.geometry;

/**
 * A unit vector in the patient frame (LPS); no unit.
 *
 * <p>What is given must have length 1 within {@link #LENGTH_TOLERANCE} and is then normalised: the
 * few digits of a DS cosine would otherwise stretch a 500 mm image by up to half a millimetre.
 */
public record Direction(double x, double y, double z) {
  /** How far a direction's length may be from 1: DICOM's DS cosines carry about 6 digits. */
  public static final double LENGTH_TOLERANCE = 1e-3;

  public Direction {
    double length = Math.sqrt(x * x + y * y + z * z);
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw new IllegalArgumentException(
          "a direction must have length 1, not "
              + length
              + " of ("
              + x
              + ", "
              + y
              + ", "
              + z
              + ")");
    }
    x /= length;
    y /= length;
    z /= length;
  }

  /** Cosine of the angle between the two. */
  public double dot(Direction other) {
    return x * other.x + y * other.y + z * other.z;
  }

  /** Right-handed cross product, normalised; the two must not be parallel. */
  public Direction cross(Direction other) {
    double cx = y * other.z - z * other.y;
    double cy = z * other.x - x * other.z;
    double cz = x * other.y - y * other.x;
    double length = Math.sqrt(cx * cx + cy * cy + cz * cz);
    return new Direction(cx / length, cy / length, cz / length);
  }

  /** The opposite direction. */
  public Direction reversed() {
    return new Direction(-x, -y, -z);
  }
}
