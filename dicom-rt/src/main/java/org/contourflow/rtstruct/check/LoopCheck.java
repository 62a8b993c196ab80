package org.contourflow.rtstruct.check;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contourflow.contour.CrossingFinder;
import org.contourflow.contour.Ring;
import org.contourflow.contour.WindingScan;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.PixelPoint;

/**
 * The closed loops of one ROI in one plane, in mm.
 *
 * <p>A keyhole's channel, run through twice, and loops that touch are no crossing.
 */
final class LoopCheck {
  /** How deep segments must cross, mm: above the rounding of coordinates. */
  static final double CROSSING_DEPTH_MM = 0.002;

  private LoopCheck() {}

  /** A contour's loop; coordinates in mm. */
  record Loop(CheckScope scope, Ring ring) {
    void report(CheckRule rule, String message) {
      scope.report(rule, DicomTag.ContourData, message);
    }
  }

  static void check(List<Loop> loops, boolean exclusive) {
    for (Loop loop : loops) {
      WindingScan.selfCrossing(loop.ring(), CROSSING_DEPTH_MM)
          .ifPresent(at -> loop.report(CheckRule.SELF_CROSSING, "lies over itself " + near(at)));
    }
    for (int i = 0; i < loops.size(); i++) {
      for (int j = 0; j < i; j++) {
        pair(loops.get(j), loops.get(i), exclusive);
      }
    }
  }

  private static String near(PixelPoint at) {
    return String.format(java.util.Locale.ROOT, "near %.1f, %.1f mm", at.column(), at.row());
  }

  private static void pair(Loop first, Loop second, boolean exclusive) {
    Ring a = first.ring();
    Ring b = second.ring();
    if (!a.boundsOverlap(b)) {
      return;
    }
    String other = "the contour at " + first.scope().path();
    if (a.size() == b.size() && samePoints(a, b)) {
      second.report(CheckRule.LOOP_TWICE, "is the same as " + other);
      return;
    }
    Optional<CrossingFinder.Crossing> crossing =
        CrossingFinder.findDeepBetween(a, b, CROSSING_DEPTH_MM);
    LoopRelation aToB = LoopRelation.of(a, b, CROSSING_DEPTH_MM);
    LoopRelation bToA = LoopRelation.of(b, a, CROSSING_DEPTH_MM);
    if (crossing.isPresent() || aToB.isPartlyInside() || bToA.isPartlyInside()) {
      second.report(CheckRule.OVERLAPPING_LOOPS, "overlaps " + other + " in part");
    } else if (!exclusive && (aToB.isInside() || bToA.isInside())) {
      second.report(CheckRule.NESTED_PLAIN_LOOPS, "lies in or around " + other);
    }
  }

  private static boolean samePoints(Ring a, Ring b) {
    Set<PixelPoint> points = new HashSet<>(a.points());
    return points.equals(new HashSet<>(b.points()));
  }
}
