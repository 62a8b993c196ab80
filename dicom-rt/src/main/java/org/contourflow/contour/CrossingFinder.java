package org.contourflow.contour;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.contourflow.geometry.PixelPoint;

/**
 * Finds where loops meet themselves or each other other than in a point both have as a vertex.
 *
 * <p>Cost: segments are sorted by row and compared with those they overlap in rows and columns
 * only. Not detected: two loops that run through each other exactly in a common vertex; see {@link
 * WindingScan} for one loop.
 */
public final class CrossingFinder {
  private final int[] loopOf;
  private final Segment[] segments;
  // Negative: any meeting that is no common vertex; otherwise how deep segments must cross.
  private final double depth;

  /**
   * A place where two segments meet.
   *
   * @param loop and {@code otherLoop}: indices in the list given; equal for a loop with itself
   */
  public record Crossing(int loop, int otherLoop, PixelPoint at) {}

  private record Segment(double ra, double ca, double rb, double cb, int id) {
    double top() {
      return Math.min(ra, rb);
    }

    double length() {
      return Math.hypot(ra - rb, ca - cb);
    }

    double bottom() {
      return Math.max(ra, rb);
    }
  }

  private CrossingFinder(List<Ring> loops, double depth) {
    this.depth = depth;
    int count = loops.stream().mapToInt(Ring::size).sum();
    loopOf = new int[count];
    segments = new Segment[count];
    int id = 0;
    for (int n = 0; n < loops.size(); n++) {
      Ring ring = loops.get(n);
      for (int i = 0; i < ring.size(); i++, id++) {
        int j = (i + 1) % ring.size();
        loopOf[id] = n;
        segments[id] = new Segment(ring.row(i), ring.column(i), ring.row(j), ring.column(j), id);
      }
    }
    Arrays.sort(segments, Comparator.comparingDouble(Segment::top));
  }

  /** The first such place, if any; vertices that coincide exactly are no crossing. */
  public static Optional<Crossing> find(List<Ring> loops) {
    return new CrossingFinder(loops, -1).find(false);
  }

  /**
   * The first place, if any, where segments of the loop run right through each other, all four ends
   * farther than {@code depth} from the other's line. Touching and running along each other is
   * none, so a keyhole passes.
   */
  static Optional<Crossing> findDeep(Ring loop, double depth) {
    return new CrossingFinder(List.of(loop), depth).find(false);
  }

  /** As {@link #findDeep}, between two loops. */
  public static Optional<Crossing> findDeepBetween(Ring a, Ring b, double depth) {
    return new CrossingFinder(List.of(a, b), depth).find(true);
  }

  private Optional<Crossing> find(boolean differentLoopsOnly) {
    int[] active = new int[segments.length];
    int activeCount = 0;
    for (int k = 0; k < segments.length; k++) {
      Segment current = segments[k];
      int kept = 0;
      for (int a = 0; a < activeCount; a++) {
        Segment other = segments[active[a]];
        if (other.bottom() < current.top()) {
          continue;
        }
        active[kept++] = active[a];
        if (differentLoopsOnly && loopOf[other.id()] == loopOf[current.id()]) {
          continue;
        }
        if (overlapInColumns(current, other) && meet(current, other)) {
          return Optional.of(
              new Crossing(
                  loopOf[other.id()],
                  loopOf[current.id()],
                  new PixelPoint(current.ra(), current.ca())));
        }
      }
      active[kept] = k;
      activeCount = kept + 1;
    }
    return Optional.empty();
  }

  private static boolean overlapInColumns(Segment s, Segment t) {
    return Math.min(s.ca, s.cb) <= Math.max(t.ca, t.cb)
        && Math.min(t.ca, t.cb) <= Math.max(s.ca, s.cb);
  }

  /** Whether they share a point that is not a vertex of both. */
  private boolean meet(Segment s, Segment t) {
    double sta = side(s, t.ra, t.ca);
    double stb = side(s, t.rb, t.cb);
    double tsa = side(t, s.ra, s.ca);
    double tsb = side(t, s.rb, s.cb);
    if (depth >= 0) {
      return sta * stb < 0
          && tsa * tsb < 0
          && Math.min(Math.abs(sta), Math.abs(stb)) > depth * s.length()
          && Math.min(Math.abs(tsa), Math.abs(tsb)) > depth * t.length();
    }
    if (sta == 0 && stb == 0) {
      return overlapOnOneLine(s, t);
    }
    if (sta * stb > 0 || tsa * tsb > 0) {
      return false;
    }
    boolean shared =
        same(s.ra, s.ca, t.ra, t.ca)
            || same(s.ra, s.ca, t.rb, t.cb)
            || same(s.rb, s.cb, t.ra, t.ca)
            || same(s.rb, s.cb, t.rb, t.cb);
    return !shared;
  }

  /** Collinear: whether they have more than one point in common, or one that is no end of both. */
  private static boolean overlapOnOneLine(Segment s, Segment t) {
    boolean byRow = Math.abs(s.ra - s.rb) > Math.abs(s.ca - s.cb);
    double sFrom = byRow ? Math.min(s.ra, s.rb) : Math.min(s.ca, s.cb);
    double sTo = byRow ? Math.max(s.ra, s.rb) : Math.max(s.ca, s.cb);
    double tFrom = byRow ? Math.min(t.ra, t.rb) : Math.min(t.ca, t.cb);
    double tTo = byRow ? Math.max(t.ra, t.rb) : Math.max(t.ca, t.cb);
    return Math.min(sTo, tTo) > Math.max(sFrom, tFrom);
  }

  private static boolean same(double ra, double ca, double rb, double cb) {
    return ra == rb && ca == cb;
  }

  private static double side(Segment s, double row, double column) {
    return (s.cb - s.ca) * (row - s.ra) - (s.rb - s.ra) * (column - s.ca);
  }
}
