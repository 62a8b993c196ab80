package org.contourflow.demand.queue;

/**
 * What works on the cases.
 *
 * @param workers that contour, at any hour
 * @param contouring minutes a case
 * @param staff who review, and when
 * @param review minutes a case
 */
public record Clinic(int workers, Minutes contouring, StaffPlan staff, Minutes review) {
  public Clinic {
    if (workers < 1) {
      throw new IllegalArgumentException("one worker is the least");
    }
  }
}
