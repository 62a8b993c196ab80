package org.contourflow.rtstruct.check;

import org.contourflow.contour.LoopRelations;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.PixelPoint;

/**
 * Where one loop lies with respect to another, by its points and the middles of its edges; points
 * nearer to the other loop than a tolerance say nothing, so loops may touch and run along each
 * other.
 *
 * @param pointsInside whether some are inside
 * @param pointsOutside whether some are outside
 * @param interiorInside whether a point of what the loop encloses is inside
 */
record LoopRelation(boolean pointsInside, boolean pointsOutside, boolean interiorInside) {

  static LoopRelation of(Ring loop, Ring other, double tolerance) {
    boolean inside = false;
    boolean outside = false;
    for (int i = 0, j = loop.size() - 1; i < loop.size() && !(inside && outside); j = i++) {
      for (double t = 0; t < 1; t += 0.5) {
        double row = loop.row(i) + t * (loop.row(j) - loop.row(i));
        double column = loop.column(i) + t * (loop.column(j) - loop.column(i));
        boolean in = other.contains(row, column);
        if (!(in ? inside : outside) && LoopRelations.distance(other, row, column) > tolerance) {
          inside |= in;
          outside |= !in;
        }
      }
    }
    PixelPoint interior = loop.interiorPoint();
    return new LoopRelation(inside, outside, other.contains(interior.row(), interior.column()));
  }

  /** Whether a part of the loop is in the other and a part is not. */
  boolean isPartlyInside() {
    return pointsOutside && pointsInside;
  }

  /** Whether all of the loop is in the other. */
  boolean isInside() {
    return interiorInside && !pointsOutside;
  }
}
