package org.contourflow.contour;

import java.util.BitSet;
import java.util.Random;

/** Corpora of masks for property tests, reproducible from a seed. */
final class RandomMasks {
  private RandomMasks() {}

  static BitSet noise(int rows, int columns, int percent, long seed) {
    Random random = new Random(seed);
    BitSet bits = new BitSet(rows * columns);
    for (int i = 0; i < rows * columns; i++) {
      if (random.nextInt(100) < percent) {
        bits.set(i);
      }
    }
    return bits;
  }

  /** Ellipses put in and taken out by turns: islands in holes in islands. */
  static BitSet blobs(int rows, int columns, long seed) {
    Random random = new Random(seed);
    BitSet bits = new BitSet(rows * columns);
    for (int k = 0; k < 8; k++) {
      double row = random.nextDouble() * rows;
      double column = random.nextDouble() * columns;
      double high = 1 + random.nextDouble() * rows / 2 / (k / 2 + 1);
      double wide = 1 + random.nextDouble() * columns / 2 / (k / 2 + 1);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          if (Math.hypot((r - row) / high, (c - column) / wide) < 1) {
            bits.set(r * columns + c, k % 2 == 0);
          }
        }
      }
    }
    return bits;
  }
}
