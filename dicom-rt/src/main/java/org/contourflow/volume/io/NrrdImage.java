package org.contourflow.volume.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A NRRD volume as read, in its own voxel type, immutable; row-major {@code [slice][row][column]}
 * with slices along the normal.
 */
public final class NrrdImage implements MaskImage {
  /** Compared with many bytes at once, which Java does by the machine's widest instructions. */
  private static final byte[] ZEROS = new byte[1 << 13];

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

  /** Index after the last voxel in a row that has the value of voxel {@code from}, not 0. */
  private int endOfRun(int from) {
    int start = from * type.bytes;
    int end = (int) grid.voxelCount() * type.bytes;
    // Against itself, one voxel on: the first byte that differs is of the first other value.
    int same = Arrays.mismatch(bytes, start, end - type.bytes, bytes, start + type.bytes, end);
    return same < 0 ? end / type.bytes : from + 1 + same / type.bytes;
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

  /** Index of the first voxel that is not 0 from {@code index} on, or -1. */
  private int nextNonZero(int index) {
    int end = (int) grid.voxelCount() * type.bytes;
    int i = index * type.bytes;
    while (i < end) {
      // Not i + length: beside 2 GB that would be negative.
      int to = i + Math.min(end - i, ZEROS.length);
      int zeros = Arrays.mismatch(bytes, i, to, ZEROS, 0, to - i);
      if (zeros < 0) {
        i = to;
      } else if (type.read(values, (i + zeros) / type.bytes) != 0) {
        return (i + zeros) / type.bytes;
      } else {
        // Minus zero.
        i = ((i + zeros) / type.bytes + 1) * type.bytes;
      }
    }
    return -1;
  }
}
