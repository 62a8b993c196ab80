package org.contourflow.rtstruct.convert;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;

/**
 * The voxel of a grid that a patient point lies in. As {@link VoxelGrid#nearestSlice} and {@link
 * VoxelGrid#toPixel}, without an object a point and without walking over all slices: a CT has 50
 * million voxels. Not thread-safe.
 */
final class NearestVoxel {
  private final VoxelGrid grid;
  private final Direction across;
  private final Direction down;
  private final Direction normal;
  private final PatientPoint first;
  private final double[] positionsMm;
  private final double edgeMm;
  private final double cosine;
  private double lastPositionMm = Double.NaN;
  private int lastSlice;

  NearestVoxel(VoxelGrid grid) {
    this.grid = grid;
    this.across = grid.orientation().alongRow();
    this.down = grid.orientation().alongColumn();
    this.normal = grid.orientation().normal();
    this.first = grid.sliceOrigins().get(0);
    this.positionsMm =
        IntStream.range(0, grid.slices()).mapToDouble(grid::slicePositionMm).toArray();
    this.edgeMm = grid.sliceThicknessMm(0, 1) / 2;
    this.cosine = across.dot(down);
  }

  /** Index {@code (slice * rows + row) * columns + column}, or -1 outside of every voxel. */
  int index(double xMm, double yMm, double zMm) {
    double position =
        (xMm - first.xMm()) * normal.x()
            + (yMm - first.yMm()) * normal.y()
            + (zMm - first.zMm()) * normal.z();
    if (position != lastPositionMm) {
      lastSlice = nearestSlice(position);
      lastPositionMm = position;
    }
    if (Math.abs(position - positionsMm[lastSlice]) > edgeMm) {
      return -1;
    }
    PatientPoint origin = grid.sliceOrigins().get(lastSlice);
    double x = xMm - origin.xMm();
    double y = yMm - origin.yMm();
    double z = zMm - origin.zMm();
    double a = x * across.x() + y * across.y() + z * across.z();
    double d = x * down.x() + y * down.y() + z * down.z();
    double sineSquared = 1 - cosine * cosine;
    int row = (int) Math.rint((d - cosine * a) / sineSquared / grid.rowSpacingMm());
    int column = (int) Math.rint((a - cosine * d) / sineSquared / grid.columnSpacingMm());
    boolean inside = row >= 0 && row < grid.rows() && column >= 0 && column < grid.columns();
    return inside ? (lastSlice * grid.rows() + row) * grid.columns() + column : -1;
  }

  private int nearestSlice(double positionMm) {
    int at = Arrays.binarySearch(positionsMm, positionMm);
    if (at >= 0) {
      return at;
    }
    int next = Math.min(-at - 1, positionsMm.length - 1);
    int before = Math.max(0, next - 1);
    return positionMm - positionsMm[before] <= positionsMm[next] - positionMm ? before : next;
  }
}
