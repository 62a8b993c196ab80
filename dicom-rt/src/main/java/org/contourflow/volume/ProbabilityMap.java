package org.contourflow.volume;

import java.nio.FloatBuffer;
import org.contourflow.geometry.VoxelGrid;

/** A structure's posterior, 0 to 1 a voxel, immutable; row-major {@code [slice][row][column]}. */
public final class ProbabilityMap {
  private final VoxelGrid grid;
  private final float[] values;

  private ProbabilityMap(VoxelGrid grid, float[] values) {
    if (values.length != grid.voxelCount()) {
      throw new IllegalArgumentException(
          values.length + " values do not fill a grid of " + grid.voxelCount() + " voxels");
    }
    this.grid = grid;
    this.values = values;
  }

  /** Takes the array over; the caller must not change it afterwards. */
  public static ProbabilityMap wrap(VoxelGrid grid, float[] values) {
    return new ProbabilityMap(grid, values);
  }

  /** The voxel grid. */
  public VoxelGrid grid() {
    return grid;
  }

  /** Posterior of one voxel. */
  public float value(int slice, int row, int column) {
    return values[(slice * grid.rows() + row) * grid.columns() + column];
  }

  /** All values, row-major, read-only. */
  public FloatBuffer values() {
    return FloatBuffer.wrap(values).asReadOnlyBuffer();
  }

  /** Voxels at or above {@code threshold}. */
  public BinaryMask above(float threshold) {
    return BinaryMask.of(grid, (s, r, c) -> value(s, r, c) >= threshold);
  }
}
