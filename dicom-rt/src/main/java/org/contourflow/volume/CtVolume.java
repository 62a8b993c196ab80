package org.contourflow.volume;

import java.nio.ShortBuffer;
import org.contourflow.geometry.VoxelGrid;

/**
 * A CT in Hounsfield units on its grid, immutable.
 *
 * <p>Stored as 16-bit integers, row-major {@code [slice][row][column]}: rescaled CT is integral in
 * all but exotic series, whose fractions are rounded to the nearest HU on reading.
 */
public final class CtVolume {
  private final VoxelGrid grid;
  private final short[] hu;

  private CtVolume(VoxelGrid grid, short[] hu) {
    if (hu.length != grid.voxelCount()) {
      throw new IllegalArgumentException(
          hu.length + " values do not fill a grid of " + grid.voxelCount() + " voxels");
    }
    this.grid = grid;
    this.hu = hu;
  }

  /** Takes the array over; the caller must not change it afterwards. */
  public static CtVolume wrap(VoxelGrid grid, short[] hu) {
    return new CtVolume(grid, hu);
  }

  /** The voxel grid. */
  public VoxelGrid grid() {
    return grid;
  }

  /** HU of one voxel. */
  public short hu(int slice, int row, int column) {
    return hu[(slice * grid.rows() + row) * grid.columns() + column];
  }

  /** Copies one slice, row-major, into {@code destination} of at least rows x columns. */
  public void copySlice(int slice, short[] destination) {
    int size = grid.rows() * grid.columns();
    System.arraycopy(hu, slice * size, destination, 0, size);
  }

  /** All values, row-major, read-only. */
  public ShortBuffer values() {
    return ShortBuffer.wrap(hu).asReadOnlyBuffer();
  }
}
