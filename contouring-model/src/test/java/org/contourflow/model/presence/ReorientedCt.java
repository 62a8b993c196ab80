package org.contourflow.model.presence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/** The same patient in another order of voxels, a part of it, or the mirrored patient. */
public final class ReorientedCt {
  private ReorientedCt() {}

  /**
   * The same anatomy at the same places, rows, columns or slices counted from the other end, as a
   * scanner does for a patient in another position.
   */
  public static CtVolume flipped(CtVolume ct, boolean slices, boolean rows, boolean columns) {
    VoxelGrid grid = flipped(ct.grid(), slices, rows, columns);
    short[] hu = new short[(int) grid.voxelCount()];
    for (int s = 0, k = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, k++) {
          hu[k] =
              ct.hu(
                  slices ? grid.slices() - 1 - s : s,
                  rows ? grid.rows() - 1 - r : r,
                  columns ? grid.columns() - 1 - c : c);
        }
      }
    }
    return CtVolume.wrap(grid, hu);
  }

  /** A mask of a flipped CT on the CT's own grid. */
  public static BinaryMask back(
      BinaryMask mask, VoxelGrid grid, boolean slices, boolean rows, boolean columns) {
    return BinaryMask.of(
        grid,
        (s, r, c) ->
            mask.get(
                slices ? grid.slices() - 1 - s : s,
                rows ? grid.rows() - 1 - r : r,
                columns ? grid.columns() - 1 - c : c));
  }

  private static VoxelGrid flipped(VoxelGrid g, boolean slices, boolean rows, boolean columns) {
    if (slices != (rows ^ columns)) {
      throw new IllegalArgumentException("the normal must still be row x column");
    }
    List<PatientPoint> origins = new ArrayList<>();
    for (int s = 0; s < g.slices(); s++) {
      origins.add(
          g.toPatient(
              new VoxelIndex(
                  slices ? g.slices() - 1 - s : s,
                  rows ? g.rows() - 1 : 0,
                  columns ? g.columns() - 1 : 0)));
    }
    Direction row = turned(g.orientation().alongRow(), columns);
    Direction column = turned(g.orientation().alongColumn(), rows);
    return new VoxelGrid(
        origins,
        new SliceOrientation(row, column),
        g.rowSpacingMm(),
        g.columnSpacingMm(),
        g.rows(),
        g.columns());
  }

  private static Direction turned(Direction d, boolean turn) {
    return turn ? new Direction(-d.x(), -d.y(), -d.z()) : d;
  }

  /** The mirrored patient: voxels change places from left to right, the grid stays. */
  public static CtVolume mirrored(CtVolume ct) {
    VoxelGrid grid = ct.grid();
    short[] hu = new short[(int) grid.voxelCount()];
    for (int s = 0, k = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, k++) {
          hu[k] = ct.hu(s, r, grid.columns() - 1 - c);
        }
      }
    }
    return CtVolume.wrap(grid, hu);
  }

  /** A mask of the mirrored patient, as of the patient. */
  public static BitSet mirrored(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    return BinaryMask.of(grid, (s, r, c) -> mask.get(s, r, grid.columns() - 1 - c)).toBitSet();
  }

  /** Slices {@code first} to {@code end}, exclusive. */
  public static CtVolume slices(CtVolume ct, int first, int end) {
    VoxelGrid g = ct.grid();
    VoxelGrid grid =
        new VoxelGrid(
            g.sliceOrigins().subList(first, end),
            g.orientation(),
            g.rowSpacingMm(),
            g.columnSpacingMm(),
            g.rows(),
            g.columns());
    short[] hu = new short[(int) grid.voxelCount()];
    ct.values().position(first * g.rows() * g.columns()).get(hu);
    return CtVolume.wrap(grid, hu);
  }
}
