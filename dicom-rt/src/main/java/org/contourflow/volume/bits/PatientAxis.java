package org.contourflow.volume.bits;

import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;

/** A coordinate of the patient frame (LPS, mm), and what of a mask lies where along it. */
public enum PatientAxis {
  /** Grows towards the patient's left. */
  TO_LEFT(new Direction(1, 0, 0)),
  /** Grows towards the patient's head. */
  TO_HEAD(new Direction(0, 0, 1));

  private static final double TOLERANCE_MM = 1e-6;
  private static final PatientPoint ORIGIN = new PatientPoint(0, 0, 0);

  private final Direction direction;

  PatientAxis(Direction direction) {
    this.direction = direction;
  }

  /** From least to most, mm; both ends are in. */
  public record Span(double leastMm, double mostMm) {
    /** Halfway, mm. */
    public double middleMm() {
      return (leastMm + mostMm) / 2;
    }
  }

  /** The span of a mask's voxel centres; the mask must have a voxel. */
  public Span spanOf(BitVolume mask, VoxelGrid grid) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int flat = 0; flat < mask.slices() * mask.rows(); flat++) {
      for (int c = mask.nextSet(flat, 0); c < mask.columns(); ) {
        int end = mask.nextClear(flat, c);
        double a = at(grid, flat, c);
        double b = at(grid, flat, end - 1);
        least = Math.min(least, Math.min(a, b));
        most = Math.max(most, Math.max(a, b));
        c = mask.nextSet(flat, end);
      }
    }
    return new Span(least, most);
  }

  /** What of the mask has its centre in the span; on its ends is in. */
  public BitVolume within(BitVolume mask, VoxelGrid grid, Span span) {
    BitVolume out = new BitVolume(mask.slices(), mask.rows(), mask.columns());
    for (int flat = 0; flat < mask.slices() * mask.rows(); flat++) {
      int first = mask.nextSet(flat, 0);
      if (first < mask.columns()) {
        double start = at(grid, flat, 0);
        double step = direction.dot(grid.orientation().alongRow()) * grid.columnSpacingMm();
        for (int c = first; c < mask.columns(); c = mask.nextSet(flat, c + 1)) {
          double mm = start + c * step;
          if (mm >= span.leastMm() - TOLERANCE_MM && mm <= span.mostMm() + TOLERANCE_MM) {
            out.set(flat / mask.rows(), flat % mask.rows(), c);
          }
        }
      }
    }
    return out;
  }

  private double at(VoxelGrid grid, int flatRow, int column) {
    PatientPoint point =
        grid.toPatient(flatRow / grid.rows(), new PixelPoint(flatRow % grid.rows(), column));
    return point.distanceAlongMm(direction, ORIGIN);
  }
}
