package org.contourflow.volume.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A NRRD volume as read, in its own voxel type, immutable; row-major {@code [slice][row][column]}
 * with slices along the normal.
 */
public final class NrrdImage implements MaskImage {
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

  @Override
  public VoxelGrid grid() {
    return grid;
  }

  /** Value of one voxel. */
  public double value(int slice, int row, int column) {
    return type.read(values, (slice * grid.rows() + row) * grid.columns() + column);
  }

  /** Refuses not-a-number and infinity, which are neither in a structure nor out of it. */
  private void requireFinite() {
    if (type != NrrdType.FLOAT && type != NrrdType.DOUBLE) {
      return;
    }
    long wrong = 0;
    for (int i = 0; i < grid.voxelCount(); i++) {
      wrong += Double.isFinite(type.read(values, i)) ? 0 : 1;
    }
    if (wrong > 0) {
      throw MaskImage.notFinite(wrong);
    }
  }

  @Override
  public BinaryMask maskOf(int label) {
    requireFinite();
    BitSet bits = new BitSet((int) grid.voxelCount());
    for (int i = nextNonZero(0); i >= 0; i = nextNonZero(i + 1)) {
      if (type.read(values, i) == label) {
        bits.set(i);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  @Override
  public BinaryMask onlyMask() {
    requireFinite();
    BitSet bits = new BitSet((int) grid.voxelCount());
    int first = nextNonZero(0);
    for (int i = first; i >= 0; i = nextNonZero(i)) {
      if (type.read(values, i) != type.read(values, first)) {
        throw MaskImage.severalValues(type.read(values, first), type.read(values, i));
      }
      int end = endOfRun(i);
      bits.set(i, end);
      i = end;
    }
    return BinaryMask.wrap(grid, bits);
  }

  /** Index after the last voxel in a row that has the value of voxel {@code from}. */
  private int endOfRun(int from) {
    int count = (int) grid.voxelCount();
    int end = from + 1;
    if (type.bytes == 1) {
      while (end < count && bytes[end] == bytes[from]) {
        end++;
      }
      return end;
    }
    double value = type.read(values, from);
    while (end < count && type.read(values, end) == value) {
      end++;
    }
    return end;
  }

  @Override
  public int[] labels() {
    requireFinite();
    LabelSet found = new LabelSet();
    for (int i = nextNonZero(0); i >= 0; i = nextNonZero(endOfRun(i))) {
      found.add(type.read(values, i));
    }
    return found.toArray();
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
