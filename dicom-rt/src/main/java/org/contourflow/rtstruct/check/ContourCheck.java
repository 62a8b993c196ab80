package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.contourflow.contour.LoopRelations;
import org.contourflow.contour.Ring;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.RoiPlanes;
import org.contourflow.rtstruct.read.SliceLookup;
import org.contourflow.rtstruct.write.ReferencedSeries;

/** The contours of one ROI: each by itself, and those of one plane together. */
final class ContourCheck {
  /** Where there is no CT, planes are told apart as if slices lay so far apart. */
  private static final double UNKNOWN_STEP_MM = 1;

  private static final Set<String> GEOMETRIC_TYPES =
      Set.of("POINT", "OPEN_PLANAR", "OPEN_NONPLANAR", "CLOSED_PLANAR", "CLOSEDPLANAR_XOR");

  /** Loops of less than this enclose nothing, square mm. */
  private static final double NO_AREA_MM2 = 0.01;

  /** Bends out of a plane up to this move no contour to another slice, mm. */
  private static final double HARMLESS_BEND_MM = 0.1;

  private final Optional<SliceLookup> slices;
  private final Optional<PlaceCheck> places;

  private final RoiPlanes.Builder<LoopCheck.Loop> planes = new RoiPlanes.Builder<>();
  private boolean anyExclusive;
  private boolean anyPlain;
  private int loops;
  private final List<CheckScope> withoutArea = new ArrayList<>();

  private ContourCheck(Optional<ReferencedSeries> series) {
    this.slices = series.map(s -> new SliceLookup(s.grid()));
    this.places = series.map(s -> new PlaceCheck(s.grid()));
  }

  static void check(CheckScope root, Optional<ReferencedSeries> series) {
    for (CheckScope roi : root.items(DicomTag.ROIContourSequence)) {
      new ContourCheck(series).roi(roi);
    }
  }

  private void roi(CheckScope roi) {
    for (CheckScope contour : roi.items(DicomTag.ContourSequence)) {
      contour(contour);
    }
    if (anyExclusive && anyPlain) {
      roi.report(
          CheckRule.MIXED_XOR,
          DicomTag.ContourSequence,
          "has contours of type CLOSED_PLANAR and CLOSEDPLANAR_XOR");
    }
    Severity severity = withoutArea.size() == loops ? Severity.ERROR : Severity.WARNING;
    withoutArea.forEach(
        contour ->
            contour.report(CheckRule.NO_AREA, severity, DicomTag.ContourData, "encloses no area"));
    LoopCheck check = new LoopCheck(anyExclusive);
    planes
        .build(slices.map(SliceLookup::stepMm).orElse(UNKNOWN_STEP_MM))
        .planes()
        .forEach(plane -> check.plane(plane.loops()));
    check.report();
    places.ifPresent(place -> place.report(roi));
  }

  private void contour(CheckScope contour) {
    String type = contour.item().text(DicomTag.ContourGeometricType);
    if (!type.isEmpty() && !GEOMETRIC_TYPES.contains(type)) {
      contour.report(
          CheckRule.UNKNOWN_GEOMETRIC_TYPE, DicomTag.ContourGeometricType, "'" + type + "'");
    }
    double[] data;
    try {
      data = contour.item().numbers(DicomTag.ContourData);
    } catch (DicomValueException e) {
      contour.report(CheckRule.NOT_A_NUMBER, DicomTag.ContourData, "a value is not a number");
      return;
    }
    if (!ContourPolyline.isPlace(data)) {
      contour.report(
          CheckRule.NOT_A_NUMBER, DicomTag.ContourData, "a value is no place in a scanner, in mm");
      return;
    }
    if (data.length % 3 != 0) {
      contour.report(CheckRule.NOT_TRIPLES, DicomTag.ContourData, data.length + " values");
    }
    ContourPolyline points = ContourPolyline.wrap(data);
    OptionalInt count = contour.integer(DicomTag.NumberOfContourPoints);
    if (count.isPresent() && count.getAsInt() != points.size()) {
      contour.report(
          CheckRule.WRONG_POINT_COUNT,
          DicomTag.NumberOfContourPoints,
          "is " + count.getAsInt() + ", ContourData has " + points.size() + " points");
    }
    if (type.equals("CLOSED_PLANAR") || type.equals("CLOSEDPLANAR_XOR")) {
      anyExclusive |= type.equals("CLOSEDPLANAR_XOR");
      anyPlain |= type.equals("CLOSED_PLANAR");
      closed(contour, points);
    }
  }

  private void closed(CheckScope contour, ContourPolyline points) {
    int last = points.size() - 1;
    boolean repeated = last > 0 && points.point(0).equals(points.point(last));
    if (repeated) {
      contour.report(
          CheckRule.REPEATED_CLOSING_POINT, DicomTag.ContourData, "the last point is the first");
    }
    if (points.size() - (repeated ? 1 : 0) < 3) {
      contour.report(CheckRule.TOO_FEW_POINTS, DicomTag.ContourData, points.size() + " points");
      return;
    }
    PlaneFit plane = PlaneFit.of(points);
    double bend = plane.largestDistanceMm(points);
    if (bend > PlaneFit.TOLERANCE_MM) {
      contour.report(
          CheckRule.NOT_COPLANAR,
          bend > HARMLESS_BEND_MM ? Severity.ERROR : Severity.WARNING,
          DicomTag.ContourData,
          String.format(Locale.ROOT, "a point is %.3f mm from the plane of the others", bend));
      return;
    }
    loops++;
    places.ifPresent(place -> place.add(points));
    Ring ring = plane.project(points, repeated ? last : last + 1);
    if (Math.abs(ring.signedAreaPixels()) < NO_AREA_MM2
        && LoopRelations.evenOddAreaMm2(ring) < NO_AREA_MM2) {
      withoutArea.add(contour);
      return;
    }
    double position =
        slices
            .map(lookup -> lookup.meanPositionMm(points))
            .orElseGet(() -> plane.positionMm(points));
    planes.add(position, new LoopCheck.Loop(contour, ring));
  }
}
