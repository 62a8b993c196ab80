package org.contourflow.contour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;

/**
 * Drops points so that no ring moves by more than a tolerance (Douglas and Peucker), never by
 * counting off every n-th. Kept points are not moved.
 *
 * <p>The tolerance is capped at {@link #LARGEST_TOLERANCE_PIXELS} of the smaller pixel spacing: a
 * ring traced from a mask is at least half a pixel from every pixel centre, so no thinning changes
 * what a reader that tests centres gets. Where thinned rings would meet themselves or each other,
 * the rings concerned keep their points.
 */
public final class RingThinner {
  /** Default tolerance, mm. */
  public static final double DEFAULT_TOLERANCE_MM = 0.1;

  /** Cap of the tolerance, in pixels; below one half. */
  public static final double LARGEST_TOLERANCE_PIXELS = 0.49;

  private final double rowSpacingMm;
  private final double columnSpacingMm;
  private final double toleranceMm;

  private RingThinner(VoxelGrid grid, double toleranceMm) {
    this.rowSpacingMm = grid.rowSpacingMm();
    this.columnSpacingMm = grid.columnSpacingMm();
    this.toleranceMm =
        Math.min(toleranceMm, LARGEST_TOLERANCE_PIXELS * Math.min(rowSpacingMm, columnSpacingMm));
  }

  /**
   * Thins every ring.
   *
   * @param toleranceMm largest distance of a dropped point from the new ring, 0 or more
   */
  public static PlanarContours thin(PlanarContours contours, double toleranceMm) {
    if (!(toleranceMm >= 0)) {
      throw new IllegalArgumentException("the tolerance must be 0 mm or more, not " + toleranceMm);
    }
    RingThinner thinner = new RingThinner(contours.grid(), toleranceMm);
    return toleranceMm == 0 ? contours : contours.mapSlices(thinner::thinSlice);
  }

  /** One slice thinned as far as the cap allows, for destinations with a point limit. */
  public static List<Region> thinSliceFully(PlanarContours contours, int slice) {
    RingThinner thinner = new RingThinner(contours.grid(), Double.POSITIVE_INFINITY);
    return thinner.thinSlice(contours.slices().get(slice));
  }

  private List<Region> thinSlice(List<Region> regions) {
    List<Ring> before = SliceRings.flatten(regions);
    List<Ring> after = new ArrayList<>(before.size());
    for (Ring ring : before) {
      after.add(thin(ring));
    }
    return after.equals(before)
        ? regions
        : SliceRings.regroup(regions, SliceRings.withoutCrossings(before, after));
  }

  private Ring thin(Ring ring) {
    if (ring.size() <= 4) {
      return ring;
    }
    int far = farthestFromFirst(ring);
    BitSet kept = new BitSet(ring.size());
    kept.set(0);
    kept.set(far);
    keepBetween(ring, 0, far, kept);
    keepBetween(ring, far, ring.size(), kept);
    int count = kept.cardinality();
    if (count == ring.size() || count < 3) {
      return ring;
    }
    Ring.Builder thinned = new Ring.Builder(count);
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      thinned.add(ring.row(i), ring.column(i));
    }
    return thinned.build();
  }

  private int farthestFromFirst(Ring ring) {
    int best = 1;
    double bestDistance = -1;
    for (int i = 1; i < ring.size(); i++) {
      double distance =
          Math.hypot(
              (ring.row(i) - ring.row(0)) * rowSpacingMm,
              (ring.column(i) - ring.column(0)) * columnSpacingMm);
      if (distance > bestDistance) {
        bestDistance = distance;
        best = i;
      }
    }
    return best;
  }

  /** Marks what must stay between points from and to ({@code to == size}: the first again). */
  private void keepBetween(Ring ring, int from, int to, BitSet kept) {
    int[] stack = new int[64];
    int depth = 0;
    stack[depth++] = from;
    stack[depth++] = to;
    while (depth > 0) {
      int end = stack[--depth];
      int begin = stack[--depth];
      int worst = worstBetween(ring, begin, end);
      if (worst < 0) {
        continue;
      }
      kept.set(worst);
      if (depth + 4 > stack.length) {
        stack = Arrays.copyOf(stack, 2 * stack.length);
      }
      stack[depth++] = begin;
      stack[depth++] = worst;
      stack[depth++] = worst;
      stack[depth++] = end;
    }
  }

  /** Index of the point farthest from the chord if beyond the tolerance, otherwise -1. */
  private int worstBetween(Ring ring, int begin, int end) {
    int last = end % ring.size();
    double ax = ring.column(begin) * columnSpacingMm;
    double ay = ring.row(begin) * rowSpacingMm;
    double dx = ring.column(last) * columnSpacingMm - ax;
    double dy = ring.row(last) * rowSpacingMm - ay;
    double lengthSquared = dx * dx + dy * dy;
    int worst = -1;
    double limit = toleranceMm * toleranceMm;
    for (int i = begin + 1; i < end; i++) {
      double px = ring.column(i) * columnSpacingMm - ax;
      double py = ring.row(i) * rowSpacingMm - ay;
      double along =
          lengthSquared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSquared));
      double offX = px - along * dx;
      double offY = py - along * dy;
      double distance = offX * offX + offY * offY;
      if (distance > limit) {
        limit = distance;
        worst = i;
      }
    }
    return worst;
  }
}
