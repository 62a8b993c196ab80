package org.contourflow.volume;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;

/**
 * One label a voxel, 0 (background) to 255, immutable; row-major {@code [slice][row][column]}.
 * Structures that overlap need a {@link BinaryMask} each instead.
 */
public final class LabelMap {
  private final VoxelGrid grid;
  private final byte[] labels;

  private LabelMap(VoxelGrid grid, byte[] labels) {
    if (labels.length != grid.voxelCount()) {
      throw new IllegalArgumentException(
          labels.length + " labels do not fill a grid of " + grid.voxelCount() + " voxels");
    }
    this.grid = grid;
    this.labels = labels;
  }

  /** Takes the array over (labels as unsigned bytes); the caller must not change it afterwards. */
  public static LabelMap wrap(VoxelGrid grid, byte[] labels) {
    return new LabelMap(grid, labels);
  }

  /** The voxel grid. */
  public VoxelGrid grid() {
    return grid;
  }

  /** Label of one voxel, 0 to 255. */
  public int label(int slice, int row, int column) {
    return labels[(slice * grid.rows() + row) * grid.columns() + column] & 0xFF;
  }

  /** All labels, row-major, read-only, as unsigned bytes. */
  public ByteBuffer values() {
    return ByteBuffer.wrap(labels).asReadOnlyBuffer();
  }

  /** The voxels of one label. */
  public BinaryMask mask(int label) {
    BitSet bits = new BitSet(labels.length);
    byte wanted = (byte) label;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == wanted) {
        bits.set(i);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }
}
