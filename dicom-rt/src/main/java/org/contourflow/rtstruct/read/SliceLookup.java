package org.contourflow.rtstruct.read;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;

/** Places contours in the patient frame on the slices of a grid. */
public final class SliceLookup {
  /** Largest distance from the only slice, mm, where there is no slice step. */
  private static final double SINGLE_SLICE_STEP_MM = 1;

  /** Half a slice step, and what rounding adds. */
  private static final double END_STEPS = 0.52;

  private final VoxelGrid grid;
  private final Direction normal;
  private final PatientPoint first;
  private final double[] positionsMm;
  private final double stepMm;

  public SliceLookup(VoxelGrid grid) {
    this.grid = grid;
    this.normal = grid.orientation().normal();
    this.first = grid.sliceOrigins().get(0);
    this.positionsMm =
        IntStream.range(0, grid.slices()).mapToDouble(grid::slicePositionMm).toArray();
    this.stepMm = grid.smallestSliceStepMm(SINGLE_SLICE_STEP_MM);
  }

  /** Position along the normal, mm from slice 0. */
  private double positionMm(ContourPolyline points, int i) {
    return (points.xMm(i) - first.xMm()) * normal.x()
        + (points.yMm(i) - first.yMm()) * normal.y()
        + (points.zMm(i) - first.zMm()) * normal.z();
  }

  /** Extent of the points along the normal, mm. */
  double spreadMm(ContourPolyline points) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      double position = positionMm(points, i);
      smallest = Math.min(smallest, position);
      largest = Math.max(largest, position);
    }
    return largest - smallest;
  }

  /** Where the contour lies along the normal, mm from slice 0: the mean of its points. */
  public double meanPositionMm(ContourPolyline points) {
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      sum += positionMm(points, i);
    }
    return sum / points.size();
  }

  /** Positions of the slices along the normal, mm from slice 0, ascending. */
  public double[] positionsMm() {
    return positionsMm.clone();
  }

  /** The smallest slice step, mm. */
  public double stepMm() {
    return stepMm;
  }

  /** Distance from the nearest slice, mm, of the point farthest from it. */
  public double largestDistanceMm(ContourPolyline points, int slice) {
    double largest = 0;
    for (int i = 0; i < points.size(); i++) {
      largest = Math.max(largest, Math.abs(positionMm(points, i) - positionsMm[slice]));
    }
    return largest;
  }

  /** Whether the contour lies more than half a slice step before the first or after the last. */
  public boolean isBeyondEnds(ContourPolyline points) {
    double position = meanPositionMm(points);
    return position < positionsMm[0] - stepMm * END_STEPS
        || position > positionsMm[positionsMm.length - 1] + stepMm * END_STEPS;
  }

  /** Whether the contour lies within half a step of the slice. */
  public boolean isWithin(ContourPolyline points, int slice) {
    return Math.abs(meanPositionMm(points) - positionsMm[slice]) <= stepMm * END_STEPS;
  }

  /** The slice nearest to the first point. */
  public int nearestSlice(ContourPolyline points) {
    return nearest(positionMm(points, 0));
  }

  private int nearest(double position) {
    int at = Arrays.binarySearch(positionsMm, position);
    if (at >= 0) {
      return at;
    }
    int next = -at - 1;
    if (next == 0 || next == positionsMm.length) {
      return Math.max(0, next - 1);
    }
    return position - positionsMm[next - 1] <= positionsMm[next] - position ? next - 1 : next;
  }

  /** The points in pixels of the slice. */
  public Ring toRing(ContourPolyline points, int slice) {
    PatientPoint origin = grid.sliceOrigins().get(slice);
    Direction across = grid.orientation().alongRow();
    Direction down = grid.orientation().alongColumn();
    // As VoxelGrid.toPixel, without two objects a point: a body outline has 100,000 of them.
    double cosine = across.dot(down);
    double sineSquared = 1 - cosine * cosine;
    Ring.Builder ring = new Ring.Builder(points.size());
    for (int i = 0; i < points.size(); i++) {
      double x = points.xMm(i) - origin.xMm();
      double y = points.yMm(i) - origin.yMm();
      double z = points.zMm(i) - origin.zMm();
      double a = x * across.x() + y * across.y() + z * across.z();
      double d = x * down.x() + y * down.y() + z * down.z();
      ring.add(
          (d - cosine * a) / sineSquared / grid.rowSpacingMm(),
          (a - cosine * d) / sineSquared / grid.columnSpacingMm());
    }
    return ring.build();
  }
}
