package org.contourflow.contour;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.contourflow.geometry.PixelPoint;

/**
 * Whether a loop runs through itself.
 *
 * <p>Where a closed curve crosses itself, the four sides have winding numbers w, w + 1, w + 1 and w
 * + 2; so a loop that does not, has 0 and 1 (or 0 and -1) only. That sees crossings in a vertex,
 * and loops that go round twice, and passes what readers agree on: loops that touch themselves and
 * a keyhole's channel, run through there and back.
 *
 * <p>Crossings between vertices are {@link CrossingFinder}'s. Where there is none, nothing changes
 * between neighbouring vertex rows, and one scan line there sees every side. Cost: the lines times
 * the segments each meets. Not seen: what is narrower than the tolerance.
 */
public final class WindingScan {
  private final Ring ring;
  private final double tolerance;
  private final int[] byTop;
  private final double[] columns;
  private final int[] directions;
  private final int[] active;
  private int activeCount;
  private int coming;

  private WindingScan(Ring ring, double tolerance) {
    this.ring = ring;
    this.tolerance = tolerance;
    this.byTop =
        IntStream.range(0, ring.size())
            .filter(i -> ring.row(i) != ring.row(next(i)))
            .boxed()
            .sorted(Comparator.comparingDouble(this::top))
            .mapToInt(Integer::intValue)
            .toArray();
    this.columns = new double[byTop.length];
    this.directions = new int[byTop.length];
    this.active = new int[byTop.length];
  }

  /** A place where the loop lies over itself, wider and higher than {@code tolerance}; or none. */
  public static Optional<PixelPoint> selfCrossing(Ring ring, double tolerance) {
    return CrossingFinder.findDeep(ring, tolerance)
        .map(CrossingFinder.Crossing::at)
        .or(() -> new WindingScan(ring, tolerance).find());
  }

  private int next(int i) {
    return (i + 1) % ring.size();
  }

  private double top(int segment) {
    return Math.min(ring.row(segment), ring.row(next(segment)));
  }

  private double bottom(int segment) {
    return Math.max(ring.row(segment), ring.row(next(segment)));
  }

  private Optional<PixelPoint> find() {
    double[] rows = IntStream.range(0, ring.size()).mapToDouble(ring::row).sorted().toArray();
    int lowest = 0;
    int highest = 0;
    for (int i = 1; i < rows.length; i++) {
      if (rows[i] - rows[i - 1] <= tolerance) {
        continue;
      }
      double row = (rows[i - 1] + rows[i]) / 2;
      advance(row);
      Extremes seen = scan(row);
      lowest = Math.min(lowest, seen.lowest());
      highest = Math.max(highest, seen.highest());
      if (highest - lowest > 1) {
        return Optional.of(new PixelPoint(row, seen.column()));
      }
    }
    return Optional.empty();
  }

  /** Takes up the segments that begin above the row and drops those that end there. */
  private void advance(double row) {
    while (coming < byTop.length && top(byTop[coming]) < row) {
      active[activeCount++] = byTop[coming++];
    }
    int kept = 0;
    for (int a = 0; a < activeCount; a++) {
      if (bottom(active[a]) > row) {
        active[kept++] = active[a];
      }
    }
    activeCount = kept;
  }

  /** Puts where the active segments meet the row in order, from left to right. */
  private void sortCrossings(double row) {
    for (int a = 0; a < activeCount; a++) {
      int i = active[a];
      int j = next(i);
      double column =
          ScanLine.crossing(ring.row(i), ring.column(i), ring.row(j), ring.column(j), row);
      int at = a;
      for (; at > 0 && columns[at - 1] > column; at--) {
        columns[at] = columns[at - 1];
        directions[at] = directions[at - 1];
      }
      columns[at] = column;
      directions[at] = ring.row(j) > ring.row(i) ? 1 : -1;
    }
  }

  /** Lowest and highest winding number of a row, and a place with the one farther from 0. */
  private record Extremes(int lowest, int highest, double column) {}

  private Extremes scan(double row) {
    sortCrossings(row);
    int lowest = 0;
    int highest = 0;
    double where = activeCount == 0 ? 0 : columns[0];
    int winding = 0;
    for (int k = 0; k + 1 < activeCount; k++) {
      winding += directions[k];
      if (columns[k + 1] - columns[k] > tolerance) {
        if (Math.abs(winding) > Math.max(-lowest, highest)) {
          where = (columns[k] + columns[k + 1]) / 2;
        }
        lowest = Math.min(lowest, winding);
        highest = Math.max(highest, winding);
      }
    }
    return new Extremes(lowest, highest, where);
  }
}
