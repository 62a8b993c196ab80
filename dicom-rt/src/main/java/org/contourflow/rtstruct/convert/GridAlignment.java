package org.contourflow.rtstruct.convert;

import java.util.BitSet;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
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

  /** Whether the corners of each slice of {@code ct} are centres of {@code grid}. */
  private static boolean cornersCoincide(VoxelGrid grid, VoxelGrid ct) {
    for (int s = 0; s < ct.slices(); s++) {
      for (int corner = 0; corner < 4; corner++) {
        int row = corner % 2 == 0 ? 0 : ct.rows() - 1;
        int column = corner < 2 ? 0 : ct.columns() - 1;
        PatientPoint point = ct.toPatient(new VoxelIndex(s, row, column));
        int slice = grid.nearestSlice(point);
        PixelPoint pixel = grid.toPixel(slice, point);
        VoxelIndex at =
            new VoxelIndex(slice, (int) Math.rint(pixel.row()), (int) Math.rint(pixel.column()));
        boolean inside =
            at.row() >= 0
                && at.row() < grid.rows()
                && at.column() >= 0
                && at.column() < grid.columns();
        if (!inside || grid.toPatient(at).distanceMm(point) > TOLERANCE_MM) {
          return false;
        }
      }
    }
    return true;
  }

  /** Each CT voxel takes the mask's nearest voxel; outside the mask's grid nothing is in. */
  static BinaryMask nearest(BinaryMask mask, VoxelGrid ct) {
    VoxelGrid grid = mask.grid();
    BitSet bits = new BitSet((int) ct.voxelCount());
    double edge = grid.sliceThicknessMm(0, 1) / 2;
    int i = 0;
    for (int s = 0; s < ct.slices(); s++) {
      for (int r = 0; r < ct.rows(); r++) {
        for (int c = 0; c < ct.columns(); c++, i++) {
          PatientPoint point = ct.toPatient(new VoxelIndex(s, r, c));
          int slice = grid.nearestSlice(point);
          PixelPoint pixel = grid.toPixel(slice, point);
          int row = (int) Math.rint(pixel.row());
          int column = (int) Math.rint(pixel.column());
          if (row >= 0
              && row < grid.rows()
              && column >= 0
              && column < grid.columns()
              && Math.abs(grid.distanceFromSliceMm(slice, point)) <= edge
              && mask.get(slice, row, column)) {
            bits.set(i);
          }
        }
      }
    }
    return BinaryMask.wrap(ct, bits);
  }
}
