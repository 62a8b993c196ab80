package org.contourflow.model.restore;

import java.util.function.IntPredicate;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * Bridges slices that a long organ's mask leaves out between two of its pieces: each gets the
 * nearer piece's section, moved along the line between the two ends' centres. Only along the
 * stack's normal, only if the ends lie one above the other.
 */
final class GapBridge {
  /** Pieces smaller than this share of the largest are no ends of a gap. */
  private static final double LEAST_SHARE = 0.03;

  /** Ends whose centres are farther apart in the plane, mm, are not of one organ. */
  private static final double MOST_SHIFT_MM = 12;

  private final BitVolume pieces;
  private final BitVolume out;
  private final int mostSlices;
  private final double pixelMm;
  private int bridged;

  private GapBridge(BitVolume mask, int mostSlices, double pixelMm) {
    Components parts = Components.of(mask);
    int largest = parts.largest();
    IntPredicate large = p -> parts.size(p) >= LEAST_SHARE * parts.size(largest);
    this.pieces = parts.paint(large);
    this.out = mask;
    this.mostSlices = mostSlices;
    this.pixelMm = pixelMm;
  }

  /**
   * Changes {@code mask}; returns how many slices were bridged.
   *
   * @param mostSlices a gap of more slices stays
   */
  static int bridge(BitVolume mask, int mostSlices, double pixelMm) {
    if (mask.isEmpty()) {
      return 0;
    }
    GapBridge bridge = new GapBridge(mask, mostSlices, pixelMm);
    bridge.run();
    return bridge.bridged;
  }

  private void run() {
    int before = -1;
    for (int s = 0; s < pieces.slices(); s++) {
      if (pieces.count(s) == 0) {
        continue;
      }
      int gap = s - before - 1;
      if (before >= 0 && gap > 0 && gap <= mostSlices) {
        fill(before, s);
      }
      before = s;
    }
  }

  private void fill(int low, int high) {
    double[] a = centre(low);
    double[] b = centre(high);
    if (Math.hypot(b[0] - a[0], b[1] - a[1]) * pixelMm > MOST_SHIFT_MM) {
      return;
    }
    for (int s = low + 1; s < high; s++) {
      double share = (double) (s - low) / (high - low);
      int from = share <= 0.5 ? low : high;
      double[] own = share <= 0.5 ? a : b;
      int dr = (int) Math.round(a[0] + share * (b[0] - a[0]) - own[0]);
      int dc = (int) Math.round(a[1] + share * (b[1] - a[1]) - own[1]);
      copy(from, s, dr, dc);
      bridged++;
    }
  }

  private void copy(int from, int to, int dr, int dc) {
    for (int r = 0; r < pieces.rows(); r++) {
      for (int c = 0; c < pieces.columns(); c++) {
        boolean inside =
            r + dr >= 0 && r + dr < pieces.rows() && c + dc >= 0 && c + dc < pieces.columns();
        if (inside && pieces.get(from, r, c)) {
          out.set(to, r + dr, c + dc);
        }
      }
    }
  }

  private double[] centre(int slice) {
    double row = 0;
    double column = 0;
    long n = 0;
    for (int r = 0; r < pieces.rows(); r++) {
      for (int c = 0; c < pieces.columns(); c++) {
        if (pieces.get(slice, r, c)) {
          row += r;
          column += c;
          n++;
        }
      }
    }
    return new double[] {row / n, column / n};
  }
}
