package org.contourflow.volume.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.TreeSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A NRRD volume as read, in its own voxel type, immutable; row-major {@code [slice][row][column]}
 * with slices along the normal.
 */
public final class NrrdImage {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final VoxelGrid grid;
  private final NrrdType type;
  private final byte[] bytes;
  private final ByteBuffer values;

  NrrdImage(NrrdHeader header, byte[] bytes) {
    this.grid = header.grid();
    this.type = header.type();
    this.bytes = bytes;
    this.values = ByteBuffer.wrap(bytes).order(header.order());
  }

  /** The voxel grid, LPS. */
  public VoxelGrid grid() {
    return grid;
  }

  /** Value of one voxel. */
  public double value(int slice, int row, int column) {
    return type.read(values, (slice * grid.rows() + row) * grid.columns() + column);
  }

  /** The voxels whose value is exactly {@code label}. */
  public BinaryMask maskOf(int label) {
    BitSet bits = new BitSet((int) grid.voxelCount());
    for (int i = nextNonZero(0); i >= 0; i = nextNonZero(i + 1)) {
      if (type.read(values, i) == label) {
        bits.set(i);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  /** The voxels that are not 0. */
  public BinaryMask nonZero() {
    int count = (int) grid.voxelCount();
    BitSet bits = new BitSet(count);
    for (int i = nextNonZero(0); i >= 0; ) {
      int end = i + 1;
      while (end < count && type.read(values, end) != 0) {
        end++;
      }
      bits.set(i, end);
      i = nextNonZero(end);
    }
    return BinaryMask.wrap(grid, bits);
  }

  /**
   * The whole numbers other than 0 that occur, ascending.
   *
   * @throws IllegalArgumentException if a value is not a whole number or there are more than 1,000
   */
  public int[] labels() {
    TreeSet<Integer> found = new TreeSet<>();
    int last = 0;
    for (int i = nextNonZero(0); i >= 0; i = nextNonZero(i + 1)) {
      double value = type.read(values, i);
      if (value != last) {
        if (value != Math.rint(value) || Math.abs(value) > 1e6) {
          throw new IllegalArgumentException(value + " is no label: labels are whole numbers");
        }
        last = (int) value;
        found.add(last);
        if (found.size() > 1000) {
          throw new IllegalArgumentException("more than 1,000 values: this is no label map");
        }
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Index of the first voxel that is not 0 from {@code index} on, or -1; skips 8 bytes a step. */
  private int nextNonZero(int index) {
    int count = (int) grid.voxelCount();
    int i = index;
    int perLong = Math.max(1, 8 / type.bytes);
    while (i < count) {
      while ((i * type.bytes & 7) == 0
          && (i + perLong) * type.bytes <= bytes.length
          && (long) LONGS.get(bytes, i * type.bytes) == 0) {
        i += perLong;
      }
      if (i < count && type.read(values, i) != 0) {
        return i;
      }
      i++;
    }
    return -1;
  }
}
