package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.contour.CrossingFinder;
import org.contourflow.contour.LoopRelations;
import org.contourflow.contour.Ring;
import org.contourflow.contour.WindingScan;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.rtstruct.check.CheckRule.Severity;

/**
 * The closed loops of one ROI, plane by plane, in mm; loops of different planes never meet.
 *
 * <p>A keyhole's channel, run through twice, and loops that touch are no crossing.
 */
final class LoopCheck {
  /** How deep segments must cross, mm: above the rounding of coordinates. */
  static final double CROSSING_DEPTH_MM = 0.002;

  /** A share of a ROI's area above which readers' differences are an error, not a warning. */
  private static final double ERROR_SHARE = 0.01;

  private final boolean exclusive;

  /** What readers differ by, by rule: told when the ROI's whole area is known. */
  private final List<Difference> differences = new ArrayList<>();

  private double areaMm2;

  LoopCheck(boolean exclusive) {
    this.exclusive = exclusive;
  }

  /** A contour's loop; coordinates in mm. */
  record Loop(CheckScope scope, Ring ring) {
    void report(CheckRule rule, String message) {
      scope.report(rule, DicomTag.ContourData, message);
    }
  }

  private record Difference(Loop loop, CheckRule rule, String message, double areaMm2) {}

  /** Takes the loops of one plane. */
  void plane(List<Loop> loops) {
    for (Loop loop : loops) {
      double area = Math.abs(loop.ring().signedAreaPixels());
      areaMm2 += area;
      WindingScan.selfCrossing(loop.ring(), CROSSING_DEPTH_MM)
          .ifPresent(
              at ->
                  differences.add(
                      new Difference(
                          loop,
                          CheckRule.SELF_CROSSING,
                          "lies over itself " + near(at),
                          Math.abs(LoopRelations.evenOddAreaMm2(loop.ring()) - area))));
    }
    for (int i = 0; i < loops.size(); i++) {
      for (int j = 0; j < i; j++) {
        pair(loops.get(j), loops.get(i));
      }
    }
  }

  /** Reports what readers differ by, as an error where it changes the ROI's volume. */
  void report() {
    for (CheckRule rule : List.of(CheckRule.SELF_CROSSING, CheckRule.OVERLAPPING_LOOPS)) {
      List<Difference> of = differences.stream().filter(d -> d.rule == rule).toList();
      double share = of.stream().mapToDouble(Difference::areaMm2).sum() / Math.max(1e-9, areaMm2);
      Severity severity = share > ERROR_SHARE ? Severity.ERROR : Severity.WARNING;
      String effect =
          String.format(Locale.ROOT, "; readers differ by %.2g %% of the ROI's area", 100 * share);
      of.forEach(
          d -> d.loop.scope.report(rule, severity, DicomTag.ContourData, d.message + effect));
    }
  }

  private static String near(PixelPoint at) {
    return String.format(Locale.ROOT, "near %.1f, %.1f mm", at.column(), at.row());
  }

  private void pair(Loop first, Loop second) {
    Ring a = first.ring();
    Ring b = second.ring();
    if (!a.boundsOverlap(b)) {
      return;
    }
    String other = "the contour at " + first.scope().path();
    if (LoopRelations.of(a, b) == LoopRelations.Relation.SAME) {
      second.report(CheckRule.LOOP_TWICE, "is the same as " + other);
      return;
    }
    Optional<CrossingFinder.Crossing> crossing =
        CrossingFinder.findDeepBetween(a, b, CROSSING_DEPTH_MM);
    LoopRelation aToB = LoopRelation.of(a, b, CROSSING_DEPTH_MM);
    LoopRelation bToA = LoopRelation.of(b, a, CROSSING_DEPTH_MM);
    if (crossing.isPresent() || aToB.isPartlyInside() || bToA.isPartlyInside()) {
      double common = LoopRelations.commonAreaMm2(a, b);
      double smaller = Math.min(Math.abs(a.signedAreaPixels()), Math.abs(b.signedAreaPixels()));
      differences.add(
          new Difference(
              second,
              CheckRule.OVERLAPPING_LOOPS,
              "overlaps " + other + " in part",
              Math.max(0, Math.min(common, smaller - common))));
    } else if (!exclusive && (aToB.isInside() || bToA.isInside())) {
      second.report(CheckRule.NESTED_PLAIN_LOOPS, "lies in or around " + other);
    }
  }
}
