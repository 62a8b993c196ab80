package org.contourflow.volume.bits;

import org.contourflow.volume.bits.MarginElement.Reach;

/** The rows of one slice that have a voxel, to be widened and laid over other rows. */
final class SliceRows {
  private final BitVolume volume;
  private final int words;
  private int base;
  private int firstRow;
  private int lastRow;
  private int firstWord;
  private int lastWord;

  SliceRows(BitVolume volume) {
    this.volume = volume;
    this.words = volume.wordsPerRow();
  }

  /** Takes a slice up; returns whether it has any voxel. */
  boolean load(int slice) {
    base = slice * volume.rows() * words;
    firstRow = volume.rows();
    lastRow = -1;
    firstWord = words;
    lastWord = -1;
    for (int i = 0; i < volume.rows() * words; i++) {
      if (volume.words()[base + i] != 0) {
        firstRow = Math.min(firstRow, i / words);
        lastRow = i / words;
        firstWord = Math.min(firstWord, i % words);
        lastWord = Math.max(lastWord, i % words);
      }
    }
    return lastRow >= 0;
  }

  /** All rows, each run {@code back} columns longer at its start and {@code on} at its end. */
  long[] widened(int back, int on) {
    long[] wide = new long[(lastRow - firstRow + 1) * words];
    System.arraycopy(volume.words(), base + firstRow * words, wide, 0, wide.length);
    long[] row = new long[words];
    for (int start = 0; start < wide.length; start += words) {
      shifts(wide, start, row, on, true);
      shifts(wide, start, row, back, false);
    }
    return wide;
  }

  /** Spreads a row by shifts of growing length. */
  private void shifts(long[] wide, int start, long[] row, int reach, boolean on) {
    for (int done = 0; done < reach; ) {
      int step = Math.min(done + 1, reach - done);
      System.arraycopy(wide, start, row, 0, words);
      for (int w = 0; w < words; w++) {
        if (row[w] != 0) {
          orShifted(wide, start, w, row[w], on ? step : -step);
        }
      }
      done += step;
    }
  }

  private void orShifted(long[] wide, int start, int word, long bits, int step) {
    int skip = step >> 6;
    int rest = step & 63;
    orWord(wide, start, word + skip, bits << rest);
    if (rest != 0) {
      orWord(wide, start, word + skip + 1, bits >>> (64 - rest));
    }
  }

  private void orWord(long[] wide, int start, int word, long bits) {
    if (word >= 0 && word < words) {
      wide[start + word] |= bits;
    }
  }

  /** Lays widened rows over the rows of slice {@code to} that are {@code reach.rows()} further. */
  void or(long[] wide, Reach reach, int to, BitVolume out) {
    int least = Math.max(0, firstWord - (reach.back() + 63) / 64);
    int most = Math.min(words - 1, lastWord + (reach.on() + 63) / 64);
    int rows = out.rows();
    int first = Math.max(firstRow, -reach.rows());
    int last = Math.min(lastRow, rows - 1 - reach.rows());
    long tail = (out.columns() & 63) == 0 ? -1L : (1L << (out.columns() & 63)) - 1;
    long[] target = out.words();
    for (int row = first; row <= last; row++) {
      int from = (row - firstRow) * words;
      int at = (to * rows + row + reach.rows()) * words;
      for (int w = least; w <= most; w++) {
        target[at + w] |= wide[from + w];
      }
      target[at + words - 1] &= tail;
    }
  }
}
