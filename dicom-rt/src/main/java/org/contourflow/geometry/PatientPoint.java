package org.contourflow.geometry;

/** A point in the patient frame: LPS, mm. */
public record PatientPoint(double xMm, double yMm, double zMm) {
  public PatientPoint {
    if (!Double.isFinite(xMm) || !Double.isFinite(yMm) || !Double.isFinite(zMm)) {
      throw new IllegalArgumentException(
          "a patient point must be finite, not (" + xMm + ", " + yMm + ", " + zMm + ")");
    }
  }

  /** This point moved by {@code lengthMm} along {@code direction}. */
  public PatientPoint plus(Direction direction, double lengthMm) {
    return new PatientPoint(
        xMm + direction.x() * lengthMm,
        yMm + direction.y() * lengthMm,
        zMm + direction.z() * lengthMm);
  }

  /** Signed distance of this point from {@code origin} along {@code direction}, mm. */
  public double distanceAlongMm(Direction direction, PatientPoint origin) {
    return (xMm - origin.xMm) * direction.x()
        + (yMm - origin.yMm) * direction.y()
        + (zMm - origin.zMm) * direction.z();
  }

  /** Euclidean distance, mm. */
  public double distanceMm(PatientPoint other) {
    return Math.sqrt(
        (xMm - other.xMm) * (xMm - other.xMm)
            + (yMm - other.yMm) * (yMm - other.yMm)
            + (zMm - other.zMm) * (zMm - other.zMm));
  }
}
