package org.contourflow.testdata;

/**
 * A point or a direction in the patient's own anatomical frame: DICOM LPS (x to the patient's left,
 * y to posterior, z to the head), mm. Test data's own type, so that the product's geometry is
 * judged by code it does not share.
 */
public record Lps(double x, double y, double z) {
  /** The origin. */
  public static final Lps ZERO = new Lps(0, 0, 0);

  /** Sum. */
  public Lps plus(Lps other) {
    return new Lps(x + other.x, y + other.y, z + other.z);
  }

  /** This vector stretched. */
  public Lps times(double factor) {
    return new Lps(x * factor, y * factor, z * factor);
  }

  /** Scalar product. */
  public double dot(Lps other) {
    return x * other.x + y * other.y + z * other.z;
  }

  /** Right-handed cross product. */
  public Lps cross(Lps o) {
    return new Lps(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
  }

  /** This vector at length 1. */
  public Lps unit() {
    double length = Math.sqrt(dot(this));
    if (!(length > 0)) {
      throw new IllegalArgumentException("a zero vector has no direction");
    }
    return times(1 / length);
  }
}
