package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.contourflow.contour.Ring;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.SliceLookup;
import org.contourflow.rtstruct.write.ReferencedSeries;

/** The contours of one ROI: each by itself, and those of one plane together. */
final class ContourCheck {
  private static final Set<String> GEOMETRIC_TYPES =
      Set.of("POINT", "OPEN_PLANAR", "OPEN_NONPLANAR", "CLOSED_PLANAR", "CLOSEDPLANAR_XOR");

  private final Optional<SliceLookup> slices;

  /** Loops of one plane, in order of the sequence. */
  private final Map<Long, List<LoopCheck.Loop>> planes = new TreeMap<>();

  private boolean anyExclusive;
  private boolean anyPlain;

  private ContourCheck(Optional<SliceLookup> slices) {
    this.slices = slices;
  }

  static void check(CheckScope root, Optional<ReferencedSeries> series) {
    Optional<SliceLookup> slices = series.map(s -> new SliceLookup(s.grid()));
    for (CheckScope roi : root.items(DicomTag.ROIContourSequence)) {
      new ContourCheck(slices).roi(roi);
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
    planes.values().forEach(loops -> LoopCheck.check(loops, anyExclusive));
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
    if (plane.largestDistanceMm(points) > PlaneFit.TOLERANCE_MM) {
      contour.report(
          CheckRule.NOT_COPLANAR,
          DicomTag.ContourData,
          "a point is " + plane.largestDistanceMm(points) + " mm from the plane of the others");
      return;
    }
    Ring ring = plane.project(points, repeated ? last : last + 1);
    planes
        .computeIfAbsent(planeKey(points, plane), k -> new ArrayList<>())
        .add(new LoopCheck.Loop(contour, ring));
  }

  /** The same for contours in the same plane: the slice, or the place along the normal. */
  private long planeKey(ContourPolyline points, PlaneFit plane) {
    return slices
        .map(lookup -> (long) lookup.nearestSlice(points))
        .orElseGet(() -> Math.round(plane.positionMm(points) / PlaneFit.TOLERANCE_MM / 2));
  }
}
