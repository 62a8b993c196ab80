package org.contourflow.model.presence;

import java.nio.ShortBuffer;
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

  /** The same anatomy at the same places, the image a quarter turn on: rows are its columns. */
  public static CtVolume turned(CtVolume ct) {
    VoxelGrid g = ct.grid();
    int last = g.columns() - 1;
    List<PatientPoint> origins = new ArrayList<>();
    for (int s = 0; s < g.slices(); s++) {
      origins.add(g.toPatient(new VoxelIndex(s, 0, last)));
    }
    VoxelGrid grid =
        new VoxelGrid(
            origins,
            new SliceOrientation(
                g.orientation().alongColumn(), turned(g.orientation().alongRow(), true)),
            g.columnSpacingMm(),
            g.rowSpacingMm(),
            g.columns(),
            g.rows());
    short[] hu = new short[(int) grid.voxelCount()];
    for (int s = 0, k = 0; s < grid.slices(); s++) {
      for (int r = 0; r < grid.rows(); r++) {
        for (int c = 0; c < grid.columns(); c++, k++) {
          hu[k] = ct.hu(s, c, last - r);
        }
      }
    }
    return CtVolume.wrap(grid, hu);
  }

  /** A mask of a turned CT on the CT's own grid. */
  public static BinaryMask turnedBack(BinaryMask mask, VoxelGrid grid) {
    int last = grid.columns() - 1;
    return BinaryMask.of(grid, (s, r, c) -> mask.get(s, last - c, r));
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
    return part(ct, first, end, 0, ct.grid().columns());
  }

  /** A field of view so wide, about the middle of what is denser than -300 HU, in all slices. */
  public static CtVolume narrow(CtVolume ct, double widthMm, double offsetMm) {
    VoxelGrid g = ct.grid();
    long sum = 0;
    long count = 0;
    ShortBuffer hu = ct.values();
    for (int i = 0; i < g.voxelCount(); i++) {
      if (hu.get(i) > -300) {
        sum += i % g.columns();
        count++;
      }
    }
    int middle = (int) (sum / count + Math.round(offsetMm / g.columnSpacingMm()));
    int half = (int) (widthMm / 2 / g.columnSpacingMm());
    int first = Math.max(0, middle - half);
    return part(ct, 0, g.slices(), first, Math.min(g.columns(), middle + half));
  }

  private static CtVolume part(CtVolume ct, int first, int end, int left, int right) {
    return part(ct, first, end, 0, ct.grid().rows(), left, right);
  }

  /** A field of view of these rows and columns, the ends exclusive, in all slices. */
  public static CtVolume window(CtVolume ct, int top, int bottom, int left, int right) {
    return part(ct, 0, ct.grid().slices(), top, bottom, left, right);
  }

  private static CtVolume part(
      CtVolume ct, int first, int end, int top, int bottom, int left, int right) {
    VoxelGrid g = ct.grid();
    List<PatientPoint> origins = new ArrayList<>();
    for (int s = first; s < end; s++) {
      origins.add(g.toPatient(new VoxelIndex(s, top, left)));
    }
    VoxelGrid grid =
        new VoxelGrid(
            origins,
            g.orientation(),
            g.rowSpacingMm(),
            g.columnSpacingMm(),
            bottom - top,
            right - left);
    short[] hu = new short[(int) grid.voxelCount()];
    for (int s = first, k = 0; s < end; s++) {
      for (int r = top; r < bottom; r++, k += right - left) {
        ct.values().position((s * g.rows() + r) * g.columns() + left).get(hu, k, right - left);
      }
    }
    return CtVolume.wrap(grid, hu);
  }
}
