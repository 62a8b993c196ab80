package org.contourflow.contour;

import java.util.Arrays;
import java.util.List;

/** The segments of some rings, by the whole rows they reach into. */
final class RowIndex {
  private final List<Ring> rings;
  private final int firstBand;
  private final int[][] segmentsOfBand;
  private final int[] ringStart;

  /** A point where a row meets a ring's segment. */
  record Hit(int ring, int segment, double column) {}

  RowIndex(List<Ring> rings) {
    this.rings = rings;
    double smallest = rings.stream().mapToDouble(Ring::smallestRow).min().orElse(0);
    double largest = rings.stream().mapToDouble(Ring::largestRow).max().orElse(0);
    firstBand = (int) Math.floor(smallest);
    segmentsOfBand = new int[(int) Math.floor(largest) - firstBand + 1][0];
    int[] counts = new int[segmentsOfBand.length];
    ringStart = new int[rings.size() + 1];
    for (int n = 0; n < rings.size(); n++) {
      ringStart[n + 1] = ringStart[n] + rings.get(n).size();
      for (int i = 0; i < rings.get(n).size(); i++) {
        put(ringStart[n] + i, rings.get(n), i, counts);
      }
    }
    for (int band = 0; band < counts.length; band++) {
      segmentsOfBand[band] = Arrays.copyOf(segmentsOfBand[band], counts[band]);
    }
  }

  private void put(int id, Ring ring, int i, int[] counts) {
    double a = ring.row(i);
    double b = ring.row((i + 1) % ring.size());
    int last = (int) Math.floor(Math.max(a, b)) - firstBand;
    for (int band = (int) Math.floor(Math.min(a, b)) - firstBand; band <= last; band++) {
      if (counts[band] == segmentsOfBand[band].length) {
        segmentsOfBand[band] = Arrays.copyOf(segmentsOfBand[band], Math.max(8, 2 * counts[band]));
      }
      segmentsOfBand[band][counts[band]++] = id;
    }
  }

  /**
   * The point nearest to (row, column) at or left of it on any ring but {@code exceptRing}.
   *
   * @throws IllegalStateException if there is none: the rings do not form one region
   */
  Hit nearestToTheLeft(int exceptRing, double row, double column) {
    Hit best = null;
    for (int id : segmentsOfBand[(int) Math.floor(row) - firstBand]) {
      int number = Arrays.binarySearch(ringStart, id);
      number = number >= 0 ? number : -number - 2;
      if (number == exceptRing) {
        continue;
      }
      Ring ring = rings.get(number);
      int i = id - ringStart[number];
      double hit = leftmostMeeting(ring, i, row, column);
      if (hit <= column && (best == null || hit > best.column())) {
        best = new Hit(number, i, hit);
      }
    }
    if (best == null) {
      throw new IllegalStateException("a hole at row " + row + " has no ring to its left");
    }
    return best;
  }

  /** Column where segment i meets the row, at or left of {@code column}; NaN if it does not. */
  private static double leftmostMeeting(Ring ring, int i, double row, double column) {
    int j = (i + 1) % ring.size();
    double a = ring.row(i);
    double b = ring.row(j);
    if (row < Math.min(a, b) || row > Math.max(a, b)) {
      return Double.NaN;
    }
    if (a == b) {
      double right = Math.max(ring.column(i), ring.column(j));
      return right <= column ? right : Math.min(ring.column(i), ring.column(j));
    }
    if (row == a) {
      return ring.column(i);
    }
    if (row == b) {
      return ring.column(j);
    }
    return ScanLine.crossing(a, ring.column(i), b, ring.column(j), row);
  }
}
