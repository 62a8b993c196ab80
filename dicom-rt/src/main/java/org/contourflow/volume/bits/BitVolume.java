package org.contourflow.volume.bits;

import java.util.Arrays;
import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A mutable bit a voxel, {@code [slice][row][column]}, each row padded to whole 64-bit words so
 * that rows are combined and shifted a word at a time. A 512 x 512 x 400 volume takes 13 MB.
 * Padding bits are always 0. Not thread-safe.
 */
public final class BitVolume {
  private final int slices;
  private final int rows;
  private final int columns;
  private final int wordsPerRow;
  private final long[] words;

  public BitVolume(int slices, int rows, int columns) {
    this.slices = slices;
    this.rows = rows;
    this.columns = columns;
    this.wordsPerRow = (columns + 63) >>> 6;
    this.words = new long[Math.toIntExact((long) slices * rows * wordsPerRow)];
  }

  /** The bits of a mask. */
  public static BitVolume of(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    BitVolume out = new BitVolume(grid.slices(), grid.rows(), grid.columns());
    BitSet bits = mask.toBitSet();
    int columns = grid.columns();
    for (int i = bits.nextSetBit(0); i >= 0; ) {
      int row = i / columns;
      int end = Math.min(bits.nextClearBit(i), (row + 1) * columns);
      out.setRun(row / grid.rows(), row % grid.rows(), i - row * columns, end - row * columns);
      i = bits.nextSetBit(end);
    }
    return out;
  }

  /** As a mask on a grid of this shape. */
  public BinaryMask toMask(VoxelGrid grid) {
    if (grid.slices() != slices || grid.rows() != rows || grid.columns() != columns) {
      throw new IllegalArgumentException("the grid has another shape than the bits");
    }
    BitSet bits = new BitSet((int) grid.voxelCount());
    for (int row = 0; row < slices * rows; row++) {
      for (int c = nextSet(row, 0); c < columns; ) {
        int end = nextClear(row, c);
        bits.set(row * columns + c, row * columns + end);
        c = nextSet(row, end);
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  public int slices() {
    return slices;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  int wordsPerRow() {
    return wordsPerRow;
  }

  long[] words() {
    return words;
  }

  /** Whether the voxel is set; false outside the volume. */
  public boolean get(int slice, int row, int column) {
    if (slice < 0 || slice >= slices || row < 0 || row >= rows || column < 0 || column >= columns) {
      return false;
    }
    return (words[word(slice, row) + (column >>> 6)] >>> column & 1) != 0;
  }

  /** Sets a voxel of the volume. */
  public void set(int slice, int row, int column) {
    words[word(slice, row) + (column >>> 6)] |= 1L << column;
  }

  /** Clears a voxel of the volume. */
  public void clear(int slice, int row, int column) {
    words[word(slice, row) + (column >>> 6)] &= ~(1L << column);
  }

  /** Sets columns {@code from} to {@code to}, exclusive. */
  public void setRun(int slice, int row, int from, int to) {
    int base = word(slice, row);
    for (int c = from; c < to; ) {
      int end = Math.min(to, (c | 63) + 1);
      words[base + (c >>> 6)] |= (-1L >>> (64 - (end - c))) << c;
      c = end;
    }
  }

  private int word(int slice, int row) {
    return (slice * rows + row) * wordsPerRow;
  }

  /** First set column at or after {@code from} in the flat row, or {@link #columns()}. */
  int nextSet(int flatRow, int from) {
    return next(flatRow, from, 0);
  }

  /** First clear column at or after {@code from} in the flat row, or {@link #columns()}. */
  int nextClear(int flatRow, int from) {
    return next(flatRow, from, -1L);
  }

  private int next(int flatRow, int from, long flip) {
    int base = flatRow * wordsPerRow;
    for (int c = from; c < columns; ) {
      long word = (words[base + (c >>> 6)] ^ flip) >>> c;
      if (word != 0) {
        return Math.min(columns, c + Long.numberOfTrailingZeros(word));
      }
      c = (c | 63) + 1;
    }
    return columns;
  }

  /** Number of set voxels. */
  public long count() {
    return count(0, words.length);
  }

  /** Number of set voxels of a slice. */
  public long count(int slice) {
    return count(word(slice, 0), word(slice, 0) + rows * wordsPerRow);
  }

  private long count(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += Long.bitCount(words[i]);
    }
    return sum;
  }

  public boolean isEmpty() {
    return Arrays.stream(words).allMatch(w -> w == 0);
  }

  /** A copy that may be changed apart. */
  public BitVolume copy() {
    BitVolume out = new BitVolume(slices, rows, columns);
    System.arraycopy(words, 0, out.words, 0, words.length);
    return out;
  }

  /** Keeps what is in both; returns this. */
  public BitVolume and(BitVolume other) {
    requireSameShape(other);
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
    return this;
  }

  /** Adds the other's voxels; returns this. */
  public BitVolume or(BitVolume other) {
    requireSameShape(other);
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
    return this;
  }

  /** Takes the other's voxels away; returns this. */
  public BitVolume andNot(BitVolume other) {
    requireSameShape(other);
    for (int i = 0; i < words.length; i++) {
      words[i] &= ~other.words[i];
    }
    return this;
  }

  /** Turns every voxel; returns this. */
  public BitVolume flip() {
    long tail = (columns & 63) == 0 ? -1L : (1L << (columns & 63)) - 1;
    for (int i = 0; i < words.length; i++) {
      words[i] = ~words[i] & ((i + 1) % wordsPerRow == 0 ? tail : -1L);
    }
    return this;
  }

  private void requireSameShape(BitVolume other) {
    if (slices != other.slices || rows != other.rows || columns != other.columns) {
      throw new IllegalArgumentException("volumes of different shape");
    }
  }
}
