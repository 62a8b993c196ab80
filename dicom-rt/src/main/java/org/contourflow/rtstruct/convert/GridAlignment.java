package org.contourflow.rtstruct.convert;

import java.util.BitSet;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.BinaryMask;

/** Brings a mask onto a CT's grid. */
final class GridAlignment {
  /** How far voxel centres may be apart to be the same voxel, mm: above NIfTI's 32-bit floats. */
  static final double TOLERANCE_MM = 0.02;

  private GridAlignment() {}

  /** The same voxels, if the grids are the same but for the order of their axes. */
  static Optional<BinaryMask> exact(BinaryMask mask, VoxelGrid ct) {
    if (mask.grid().matches(ct, TOLERANCE_MM)) {
      return Optional.of(BinaryMask.wrap(ct, mask.toBitSet()));
    }
    boolean whole = mask.grid().voxelCount() == ct.voxelCount() && cornersCoincide(mask.grid(), ct);
    return whole || isPart(mask.grid(), ct) ? Optional.of(nearest(mask, ct)) : Optional.empty();
  }

  /**
   * Whether every voxel of {@code grid} is one of the CT's: a segmentation cut to its extent. Its
   * corners and their neighbours in each slice tell it of all, since both grids are even in a
   * slice.
   */
  private static boolean isPart(VoxelGrid grid, VoxelGrid ct) {
    if (grid.voxelCount() > ct.voxelCount()) {
      return false;
    }
    NearestVoxel voxels = new NearestVoxel(ct);
    int[] rows = {0, Math.min(1, grid.rows() - 1), grid.rows() - 1};
    int[] columns = {0, Math.min(1, grid.columns() - 1), grid.columns() - 1};
    for (int s = 0; s < grid.slices(); s++) {
      for (int row : rows) {
        for (int column : columns) {
          PatientPoint point = grid.toPatient(new VoxelIndex(s, row, column));
          int index = voxels.index(point.xMm(), point.yMm(), point.zMm());
          if (index < 0 || ct.toPatient(at(ct, index)).distanceMm(point) > TOLERANCE_MM) {
            return false;
          }
        }
      }
    }
    return grid.rows() > 1 && grid.columns() > 1 && sameSteps(grid, ct);
  }

  /** Whether neighbouring slices of the part are neighbouring voxels of the CT. */
  private static boolean sameSteps(VoxelGrid grid, VoxelGrid ct) {
    double[] of = steps(grid);
    double[] ofCt = steps(ct);
    for (int i = 0; i < 3; i++) {
      if (of[i] > 0 && Math.abs(of[i] - ofCt[i]) > TOLERANCE_MM) {
        return false;
      }
    }
    return true;
  }

  /** Smallest voxel steps along x, y and z of the patient, whatever the order of the axes. */
  private static double[] steps(VoxelGrid grid) {
    double[] steps = new double[3];
    Direction[] axes = {
      grid.orientation().alongRow(), grid.orientation().alongColumn(), grid.orientation().normal()
    };
    double[] spacings = {grid.columnSpacingMm(), grid.rowSpacingMm(), grid.smallestSliceStepMm(0)};
    for (int i = 0; i < 3; i++) {
      steps[0] += Math.abs(axes[i].x()) * spacings[i];
      steps[1] += Math.abs(axes[i].y()) * spacings[i];
      steps[2] += Math.abs(axes[i].z()) * spacings[i];
    }
    return steps;
  }

  /**
   * Whether the corners of each slice of {@code ct} are centres of {@code grid}, whose voxels are
   * as many: then so are all between them.
   */
  private static boolean cornersCoincide(VoxelGrid grid, VoxelGrid ct) {
    NearestVoxel voxels = new NearestVoxel(grid);
    for (int s = 0; s < ct.slices(); s++) {
      for (int corner = 0; corner < 4; corner++) {
        int row = corner % 2 == 0 ? 0 : ct.rows() - 1;
        int column = corner < 2 ? 0 : ct.columns() - 1;
        PatientPoint point = ct.toPatient(new VoxelIndex(s, row, column));
        int index = voxels.index(point.xMm(), point.yMm(), point.zMm());
        if (index < 0 || grid.toPatient(at(grid, index)).distanceMm(point) > TOLERANCE_MM) {
          return false;
        }
      }
    }
    return true;
  }

  private static VoxelIndex at(VoxelGrid grid, int index) {
    int inSlice = index % (grid.rows() * grid.columns());
    return new VoxelIndex(
        index / (grid.rows() * grid.columns()), inSlice / grid.columns(), inSlice % grid.columns());
  }

  /** Each CT voxel takes the mask's nearest voxel; outside the mask's grid nothing is in. */
  static BinaryMask nearest(BinaryMask mask, VoxelGrid ct) {
    NearestVoxel voxels = new NearestVoxel(mask.grid());
    BitSet in = mask.toBitSet();
    BitSet bits = new BitSet((int) ct.voxelCount());
    Direction across = ct.orientation().alongRow();
    double step = ct.columnSpacingMm();
    int i = 0;
    for (int s = 0; s < ct.slices(); s++) {
      for (int r = 0; r < ct.rows(); r++) {
        PatientPoint row = ct.toPatient(new VoxelIndex(s, r, 0));
        for (int c = 0; c < ct.columns(); c++, i++) {
          int index =
              voxels.index(
                  row.xMm() + c * step * across.x(),
                  row.yMm() + c * step * across.y(),
                  row.zMm() + c * step * across.z());
          if (index >= 0 && in.get(index)) {
            bits.set(i);
          }
        }
      }
    }
    return BinaryMask.wrap(ct, bits);
  }
}
