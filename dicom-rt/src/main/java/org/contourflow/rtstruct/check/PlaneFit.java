package org.contourflow.rtstruct.check;

import org.contourflow.contour.Ring;
import org.contourflow.rtstruct.read.ContourPolyline;

/**
 * The plane of a contour, from its area vector (Newell), without a CT.
 *
 * <p>Contours in parallel planes get the same projection: along the axis that the normal is closest
 * to.
 */
final class PlaneFit {
  /** How far a point may be off the plane, mm: well above a DS of 3 decimals. */
  static final double TOLERANCE_MM = 0.01;

  private final double[] normal;
  private final double[] centre;
  private final int axis;

  private PlaneFit(double[] normal, double[] centre) {
    this.normal = normal;
    this.centre = centre;
    int largest = 2;
    for (int i = 0; i < 3; i++) {
      if (Math.abs(normal[i]) > Math.abs(normal[largest]) + 1e-9) {
        largest = i;
      }
    }
    this.axis = largest;
    if (normal[axis] < 0) {
      for (int i = 0; i < 3; i++) {
        normal[i] = -normal[i];
      }
    }
  }

  static PlaneFit of(ContourPolyline p) {
    double[] n = new double[3];
    double[] c = new double[3];
    for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
      double[] a = relative(p, j);
      double[] b = relative(p, i);
      n[0] += (a[1] - b[1]) * (a[2] + b[2]);
      n[1] += (a[2] - b[2]) * (a[0] + b[0]);
      n[2] += (a[0] - b[0]) * (a[1] + b[1]);
      c[0] += p.xMm(i) / p.size();
      c[1] += p.yMm(i) / p.size();
      c[2] += p.zMm(i) / p.size();
    }
    double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    // Points on one line lie in many planes: take the axial one.
    double[] unit =
        length < 1e-9
            ? new double[] {0, 0, 1}
            : new double[] {n[0] / length, n[1] / length, n[2] / length};
    return new PlaneFit(unit, c);
  }

  private static double[] relative(ContourPolyline p, int i) {
    return new double[] {p.xMm(i) - p.xMm(0), p.yMm(i) - p.yMm(0), p.zMm(i) - p.zMm(0)};
  }

  double largestDistanceMm(ContourPolyline p) {
    double largest = 0;
    for (int i = 0; i < p.size(); i++) {
      double distance =
          (p.xMm(i) - centre[0]) * normal[0]
              + (p.yMm(i) - centre[1]) * normal[1]
              + (p.zMm(i) - centre[2]) * normal[2];
      largest = Math.max(largest, Math.abs(distance));
    }
    return largest;
  }

  /** Where the plane lies along its normal, mm. */
  double positionMm(ContourPolyline p) {
    return centre[0] * normal[0] + centre[1] * normal[1] + centre[2] * normal[2];
  }

  /** The first {@code count} points without the coordinate along the main axis; in mm. */
  Ring project(ContourPolyline p, int count) {
    Ring.Builder ring = new Ring.Builder(count);
    for (int i = 0; i < count; i++) {
      double row = axis == 1 ? p.zMm(i) : axis == 0 ? p.zMm(i) : p.yMm(i);
      double column = axis == 0 ? p.yMm(i) : p.xMm(i);
      ring.add(row, column);
    }
    return ring.build();
  }
}
