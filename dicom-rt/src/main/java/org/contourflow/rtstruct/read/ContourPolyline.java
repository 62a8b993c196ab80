package org.contourflow.rtstruct.read;

import java.util.Arrays;
import org.contourflow.geometry.PatientPoint;

/** ContourData as read: points in the patient frame, LPS mm, immutable. Possibly none. */
public final class ContourPolyline {
  /** Beyond it a coordinate is a fault of the file, mm: no frame of reference is that wide. */
  private static final double FARTHEST_MM = 100_000;

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

  /** Whether every coordinate can be one of a scanner's frame of reference. */
  public static boolean isPlace(double[] coordinates) {
    return Arrays.stream(coordinates).allMatch(mm -> Math.abs(mm) <= FARTHEST_MM);
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
