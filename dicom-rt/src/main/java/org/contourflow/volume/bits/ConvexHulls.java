package org.contourflow.volume.bits;

/**
 * The convex hull of each slice: voxels whose centre lies in the hull of the slice's centres, its
 * edge included. Exact (whole numbers); hulls do not depend on the spacing.
 */
public final class ConvexHulls {
  private ConvexHulls() {}

  /** Each slice's hull. */
  public static BitVolume ofSlices(BitVolume mask) {
    BitVolume out = new BitVolume(mask.slices(), mask.rows(), mask.columns());
    for (int s = 0; s < mask.slices(); s++) {
      int[] first = new int[mask.rows()];
      int[] last = new int[mask.rows()];
      int count = 0;
      int[] at = new int[mask.rows()];
      for (int r = 0; r < mask.rows(); r++) {
        int flat = s * mask.rows() + r;
        int column = mask.nextSet(flat, 0);
        if (column < mask.columns()) {
          at[count] = r;
          first[count] = column;
          last[count++] = -lastSet(mask, flat, column);
        }
      }
      paint(out, s, chain(at, first, count), chain(at, last, count));
    }
    return out;
  }

  private static int lastSet(BitVolume mask, int flatRow, int first) {
    int last = first;
    for (int c = first; c < mask.columns(); c = mask.nextSet(flatRow, last + 1)) {
      last = mask.nextClear(flatRow, c) - 1;
    }
    return last;
  }

  /** The lower hull of points (at, value), {@code at} ascending: their rows and values. */
  private static int[][] chain(int[] at, int[] value, int count) {
    int[][] hull = new int[count][];
    int size = 0;
    for (int i = 0; i < count; i++) {
      int[] next = {at[i], value[i]};
      while (size > 1 && !turnsUp(hull[size - 2], hull[size - 1], next)) {
        size--;
      }
      hull[size++] = next;
    }
    return java.util.Arrays.copyOf(hull, size);
  }

  private static boolean turnsUp(int[] a, int[] b, int[] c) {
    return (long) (b[0] - a[0]) * (c[1] - a[1]) > (long) (c[0] - a[0]) * (b[1] - a[1]);
  }

  private static void paint(BitVolume out, int slice, int[][] first, int[][] last) {
    if (first.length == 0) {
      return;
    }
    int bottom = first[first.length - 1][0];
    for (int r = first[0][0]; r <= bottom; r++) {
      out.setRun(slice, r, atLeast(first, r), 1 - atLeast(last, r));
    }
  }

  /** The smallest whole number on or above the chain at a row. */
  private static int atLeast(int[][] chain, int row) {
    int i = 0;
    while (i + 1 < chain.length && chain[i + 1][0] <= row) {
      i++;
    }
    if (chain[i][0] == row) {
      return chain[i][1];
    }
    long run = chain[i + 1][0] - chain[i][0];
    long rise = (long) (chain[i + 1][1] - chain[i][1]) * (row - chain[i][0]);
    return chain[i][1] - (int) Math.floorDiv(-rise, run);
  }
}
