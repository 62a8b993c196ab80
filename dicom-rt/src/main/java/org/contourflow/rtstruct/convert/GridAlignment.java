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
    if (mask.grid().voxelCount() != ct.voxelCount() || !cornersCoincide(mask.grid(), ct)) {
      return Optional.empty();
    }
    return Optional.of(nearest(mask, ct));
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
