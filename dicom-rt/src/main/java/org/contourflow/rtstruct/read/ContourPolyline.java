package org.contourflow.rtstruct.read;

import java.util.Arrays;
import org.contourflow.geometry.PatientPoint;

/** ContourData as read: points in the patient frame, LPS mm, immutable. Possibly none. */
public final class ContourPolyline {
  private final double[] coordinates;

  private ContourPolyline(double[] coordinates) {
    this.coordinates = coordinates;
  }

  /** Takes x, y, z of each point; a rest of one or two numbers is dropped. */
  public static ContourPolyline wrap(double[] coordinates) {
    int whole = coordinates.length / 3 * 3;
    return new ContourPolyline(
        whole == coordinates.length ? coordinates : Arrays.copyOf(coordinates, whole));
  }

  /** Number of points. */
  public int size() {
    return coordinates.length / 3;
  }

  /** Point {@code i}. */
  public PatientPoint point(int i) {
    return new PatientPoint(xMm(i), yMm(i), zMm(i));
  }

  public double xMm(int i) {
    return coordinates[3 * i];
  }

  public double yMm(int i) {
    return coordinates[3 * i + 1];
  }

  public double zMm(int i) {
    return coordinates[3 * i + 2];
  }
}
