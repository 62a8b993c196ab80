package org.contourflow.model.hu;

import java.util.Arrays;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * The convex hull of the largest section of each slice. A trunk is nearly convex: what lies in its
 * hull, open to the image's border, was cut off by that border; outside air is beside the hull.
 */
final class SectionHull {
  /**
   * First and last column in the hull by slice and row; a row without hull has last before first.
   */
  private final double[][] first;

  private final double[][] last;

  SectionHull(BitVolume sections) {
    int rows = sections.rows();
    this.first = new double[sections.slices()][rows];
    this.last = new double[sections.slices()][rows];
    Arrays.stream(first).forEach(row -> Arrays.fill(row, Double.POSITIVE_INFINITY));
    Arrays.stream(last).forEach(row -> Arrays.fill(row, Double.NEGATIVE_INFINITY));
    Components parts = Components.ofSlices(sections);
    int[] largest = parts.largestOfSlices();
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          if (part == largest[slice]) {
            first[slice][row] = Math.min(first[slice][row], from);
            last[slice][row] = Math.max(last[slice][row], to - 1);
          }
        });
    for (int s = 0; s < sections.slices(); s++) {
      bulge(first[s], 1);
      bulge(last[s], -1);
    }
  }

  /** Makes the edge, a column for each row, convex; {@code sign} 1 for the first columns. */
  private static void bulge(double[] edge, int sign) {
    int[] corners = new int[edge.length];
    int n = 0;
    for (int r = 0; r < edge.length; r++) {
      if (!Double.isInfinite(edge[r])) {
        while (n >= 2 && !turnsIn(edge, sign, corners[n - 2], corners[n - 1], r)) {
          n--;
        }
        corners[n++] = r;
      }
    }
    for (int i = 1; i < n; i++) {
      int a = corners[i - 1];
      int b = corners[i];
      for (int r = a + 1; r < b; r++) {
        edge[r] = edge[a] + (edge[b] - edge[a]) * (r - a) / (b - a);
      }
    }
  }

  private static boolean turnsIn(double[] edge, int sign, int a, int b, int c) {
    return sign * ((edge[b] - edge[a]) * (c - a) - (edge[c] - edge[a]) * (b - a)) < 0;
  }

  /** How many pixels of a run lie in the hull; {@code to} is exclusive. */
  int within(int slice, int row, int from, int to) {
    double start = Math.max(from, Math.ceil(first[slice][row]));
    double end = Math.min(to - 1, Math.floor(last[slice][row]));
    return (int) Math.max(0, end - start + 1);
  }
}
