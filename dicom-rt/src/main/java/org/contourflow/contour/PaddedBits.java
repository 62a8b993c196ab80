package org.contourflow.contour;

import java.util.Arrays;
import java.util.BitSet;

/** The pixels of a slice as bits, each row on words of its own, with a clear border all round. */
final class PaddedBits {
  private final int rows;
  private final int columns;
  private final int wordsPerRow;
  private final long[] words;

  PaddedBits(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    // Bit c + 1 of a row is column c; bits 0 and columns + 1 stay clear.
    this.wordsPerRow = (columns + 2 + 63) >>> 6;
    this.words = new long[wordsPerRow * (rows + 2)];
  }

  /** Copies a row-major slice in. */
  void load(BitSet slice) {
    Arrays.fill(words, 0);
    for (int begin = slice.nextSetBit(0); begin >= 0; ) {
      int row = begin / columns;
      int from = row * columns;
      int end = Math.min(from + columns, slice.nextClearBit(begin));
      setRun(row, begin - from, end - from);
      begin = slice.nextSetBit(end);
    }
  }

  private void setRun(int row, int from, int to) {
    int base = (row + 1) * wordsPerRow;
    int first = from + 1;
    int last = to;
    int firstWord = base + (first >>> 6);
    int lastWord = base + (last >>> 6);
    long firstMask = -1L << first;
    long lastMask = -1L >>> (63 - (last & 63));
    if (firstWord == lastWord) {
      words[firstWord] |= firstMask & lastMask;
      return;
    }
    words[firstWord] |= firstMask;
    Arrays.fill(words, firstWord + 1, lastWord, -1L);
    words[lastWord] |= lastMask;
  }

  /** Sets the pixels that are in below one that is not. */
  void setToTopEdgesOf(PaddedBits other) {
    for (int i = wordsPerRow; i < words.length - wordsPerRow; i++) {
      words[i] = other.words[i] & ~other.words[i - wordsPerRow];
    }
  }

  /** Whether the pixel is set; one step outside the slice is allowed, and clear. */
  boolean get(int row, int column) {
    int bit = column + 1;
    return (words[(row + 1) * wordsPerRow + (bit >>> 6)] >>> bit & 1) != 0;
  }

  void clear(int row, int column) {
    int bit = column + 1;
    words[(row + 1) * wordsPerRow + (bit >>> 6)] &= ~(1L << bit);
  }

  /** First set column of the row at or after {@code column}, or -1. */
  int nextSet(int row, int column) {
    int base = (row + 1) * wordsPerRow;
    int bit = column + 1;
    int word = bit >>> 6;
    if (word >= wordsPerRow) {
      return -1;
    }
    long rest = words[base + word] & -1L << bit;
    while (rest == 0) {
      if (++word == wordsPerRow) {
        return -1;
      }
      rest = words[base + word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest) - 1;
  }

  /** First column of the run of set pixels that {@code column} is in. */
  int runStart(int row, int column) {
    int c = column;
    while (get(row, c - 1)) {
      c--;
    }
    return c;
  }
}
