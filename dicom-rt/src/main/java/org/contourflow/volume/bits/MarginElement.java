package org.contourflow.volume.bits;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.VoxelGrid;

/**
 * Margins as steps of a grid: which voxels a voxel reaches, each slice by its own position.
 *
 * <p>A voxel is reached where the displacement between the two CENTRES lies in the ball or
 * ellipsoid of the margins; one exactly on its edge is reached. Positions come from decimal text,
 * so a centre {@link #EDGE_TOLERANCE_MM} beyond the edge still counts as on it. The ellipsoid's
 * axes are the grid's, each named by the patient's direction it is nearest to; slices count by
 * their position along the normal.
 */
final class MarginElement {
  /** What decimal positions of a voxel centre are rounded by at most, mm. */
  static final double EDGE_TOLERANCE_MM = 1e-6;

  /** The most that the grid may be turned against the patient for margins by direction, degrees. */
  static final double LARGEST_TURN_DEGREES = 20;

  /**
   * What is reached in a row.
   *
   * @param rows steps from the voxel's own row
   * @param back columns towards index 0
   * @param on columns the other way
   */
  record Reach(int rows, int back, int on) {}

  private final VoxelGrid grid;
  private final double[] positionMm;
  private final double slicesBackMm;
  private final double slicesOnMm;
  private final double rowsBackMm;
  private final double rowsOnMm;
  private final double columnsBackMm;
  private final double columnsOnMm;

  /**
   * For a grid.
   *
   * @throws IllegalArgumentException if the margins differ by direction and the grid is turned
   *     against the patient by more than {@link #LARGEST_TURN_DEGREES}
   */
  MarginElement(VoxelGrid grid, Margins margins) {
    this.grid = grid;
    this.positionMm = new double[grid.slices()];
    for (int s = 0; s < positionMm.length; s++) {
      positionMm[s] = grid.slicePositionMm(s);
    }
    boolean even = margins.isEven();
    Direction slices = grid.orientation().normal();
    Direction rows = grid.orientation().alongColumn();
    Direction columns = grid.orientation().alongRow();
    slicesOnMm = along(slices, margins, even);
    slicesBackMm = along(slices.reversed(), margins, even);
    rowsOnMm = along(rows, margins, even);
    rowsBackMm = along(rows.reversed(), margins, even);
    columnsOnMm = along(columns, margins, even);
    columnsBackMm = along(columns.reversed(), margins, even);
  }

  private static double along(Direction axis, Margins margins, boolean even) {
    if (even) {
      return margins.rightMm();
    }
    double most = Math.max(Math.abs(axis.x()), Math.max(Math.abs(axis.y()), Math.abs(axis.z())));
    double turn = Math.toDegrees(Math.acos(Math.min(1, most)));
    if (turn > LARGEST_TURN_DEGREES) {
      throw new IllegalArgumentException(
          "the slices are turned by "
              + Math.round(turn)
              + " degrees against the patient, so that margins by direction have no meaning on"
              + " them; one margin for all directions has");
    }
    if (most == Math.abs(axis.x())) {
      return axis.x() > 0 ? margins.leftMm() : margins.rightMm();
    }
    if (most == Math.abs(axis.y())) {
      return axis.y() > 0 ? margins.posteriorMm() : margins.anteriorMm();
    }
    return axis.z() > 0 ? margins.superiorMm() : margins.inferiorMm();
  }

  /** The rows that voxels of slice {@code from} reach in slice {@code to}; none: out of reach. */
  List<Reach> reach(int from, int to) {
    double left = 1 - used(positionMm[to] - positionMm[from], slicesBackMm, slicesOnMm);
    List<Reach> reach = new ArrayList<>();
    if (left < 0) {
      return reach;
    }
    double rowMm = grid.rowSpacingMm();
    int back = steps(left, rowsBackMm, rowMm);
    int on = steps(left, rowsOnMm, rowMm);
    for (int row = -back; row <= on; row++) {
      double rest = left - used(row * rowMm, rowsBackMm, rowsOnMm);
      reach.add(
          new Reach(
              row,
              steps(rest, columnsBackMm, grid.columnSpacingMm()),
              steps(rest, columnsOnMm, grid.columnSpacingMm())));
    }
    return reach;
  }

  /** The share of the ellipsoid's 1 that a displacement along one axis takes. */
  private static double used(double mm, double backMm, double onMm) {
    double share = mm / ((mm < 0 ? backMm : onMm) + EDGE_TOLERANCE_MM);
    return share * share;
  }

  /** Most steps whose share is at most {@code left}. */
  private static int steps(double left, double semiAxisMm, double spacingMm) {
    double semi = semiAxisMm + EDGE_TOLERANCE_MM;
    int steps = (int) (semi * Math.sqrt(Math.max(0, left)) / spacingMm) + 1;
    while (steps > 0 && (steps * spacingMm / semi) * (steps * spacingMm / semi) > left) {
      steps--;
    }
    return steps;
  }
}
