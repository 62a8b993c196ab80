package org.contourflow.model.hu;

import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;

/**
 * The spinal canal's outline in one slice, by its distance from a point inside, along rays at even
 * angles from the way in which columns grow towards that in which rows grow.
 *
 * @param slice whose plane it lies in
 * @param middle the rays' origin, pixels of that slice
 * @param centre the same, patient LPS, mm
 * @param radiiMm to bone, or where it is thought to be; one a ray
 * @param closed share of the rays that met bone
 */
record CanalRing(
    int slice, PixelPoint middle, PatientPoint centre, double[] radiiMm, double closed) {
  static double angle(int ray, int rays) {
    return 2 * Math.PI * ray / rays;
  }

  double areaCm2() {
    double sum = 0;
    for (int i = 0; i < radiiMm.length; i++) {
      sum += radiiMm[i] * radiiMm[(i + 1) % radiiMm.length];
    }
    return sum / 2 * Math.sin(angle(1, radiiMm.length)) / 100;
  }

  /** Outline's distance in a direction, mm. */
  double radiusMm(double downMm, double acrossMm) {
    double turns = Math.atan2(downMm, acrossMm) / (2 * Math.PI);
    double at = (turns - Math.floor(turns)) * radiiMm.length;
    int ray = (int) at;
    double next = radiiMm[(ray + 1) % radiiMm.length];
    return radiiMm[ray % radiiMm.length] * (1 - (at - ray)) + next * (at - ray);
  }

  /** Whether a point, seen from the middle, lies within. */
  boolean holds(double downMm, double acrossMm) {
    return Math.hypot(downMm, acrossMm) <= radiusMm(downMm, acrossMm);
  }

  /** The centroid of the outline, from the middle: down and across, mm. */
  double[] centroidMm() {
    double down = 0;
    double across = 0;
    double area = 0;
    for (int i = 0; i < radiiMm.length; i++) {
      double wedge = radiiMm[i] * radiiMm[i];
      down += wedge * radiiMm[i] * Math.sin(angle(i, radiiMm.length));
      across += wedge * radiiMm[i] * Math.cos(angle(i, radiiMm.length));
      area += wedge;
    }
    return new double[] {2 * down / (3 * area), 2 * across / (3 * area)};
  }
}
