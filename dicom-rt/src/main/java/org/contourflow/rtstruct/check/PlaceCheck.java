package org.contourflow.rtstruct.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.contourflow.contour.Ring;
import org.contourflow.dicom.DicomTag;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.rtstruct.check.CheckRule.Severity;
import org.contourflow.rtstruct.read.ContourPolyline;
import org.contourflow.rtstruct.read.SliceLookup;

/** Where one ROI's closed contours lie on the CT: on its images, and on slice after slice. */
final class PlaceCheck {
  /** More slices than this without a contour are a gap between two pieces. */
  private static final int MOST_SKIPPED = 5;

  private final VoxelGrid grid;
  private final SliceLookup slices;
  private final TreeMap<Integer, List<Ring>> ofSlice = new TreeMap<>();
  private int contours;
  private int beyondEnds;
  private int besideImage;
  private int partlyBeside;

  PlaceCheck(VoxelGrid grid) {
    this.grid = grid;
    this.slices = new SliceLookup(grid);
  }

  void add(ContourPolyline points) {
    contours++;
    if (slices.isBeyondEnds(points)) {
      beyondEnds++;
      return;
    }
    int slice = slices.nearestSlice(points);
    Ring ring = slices.toRing(points, slice);
    Ring image =
        new Ring.Builder(4)
            .add(-0.5, -0.5)
            .add(-0.5, grid.columns() - 0.5)
            .add(grid.rows() - 0.5, grid.columns() - 0.5)
            .add(grid.rows() - 0.5, -0.5)
            .build();
    if (!ring.boundsOverlap(image)) {
      besideImage++;
    } else if (ring.points().stream()
        .anyMatch(
            p ->
                p.row() < -1
                    || p.column() < -1
                    || p.row() > grid.rows()
                    || p.column() > grid.columns())) {
      partlyBeside++;
    }
    ofSlice.computeIfAbsent(slice, s -> new ArrayList<>()).add(ring);
  }

  void report(CheckScope roi) {
    outside(roi, beyondEnds, "lie beyond the first or the last slice of the CT");
    outside(roi, besideImage, "lie beside the CT's image");
    if (partlyBeside > 0) {
      outside(roi, partlyBeside, Severity.WARNING, "reach beyond the CT's image");
    }
    skipped(roi);
  }

  private void outside(CheckScope roi, int count, String where) {
    outside(roi, count, count == contours ? Severity.ERROR : Severity.WARNING, where);
  }

  private void outside(CheckScope roi, int count, Severity severity, String where) {
    if (count > 0) {
      roi.report(
          CheckRule.OUTSIDE_IMAGE,
          severity,
          DicomTag.ContourSequence,
          count + " of " + contours + " contours " + where);
    }
  }

  /** Slices without a contour between slices that have contours over each other. */
  private void skipped(CheckScope roi) {
    int skipped = 0;
    Integer before = null;
    for (Integer slice : ofSlice.keySet()) {
      int gap = before == null ? 0 : slice - before - 1;
      if (gap > 0 && gap <= MOST_SKIPPED && meet(ofSlice.get(before), ofSlice.get(slice))) {
        skipped += gap;
      }
      before = slice;
    }
    if (skipped > 0) {
      int all = ofSlice.lastKey() - ofSlice.firstKey() + 1;
      roi.report(
          CheckRule.SKIPPED_SLICES,
          DicomTag.ContourSequence,
          skipped + " of the " + all + " slices between its ends have no contour");
    }
  }

  private static boolean meet(List<Ring> some, List<Ring> others) {
    return some.stream().anyMatch(ring -> others.stream().anyMatch(ring::boundsOverlap));
  }
}
