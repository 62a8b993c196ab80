package org.contourflow.contour;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the staircase out of rings traced from a mask, as a step of its own.
 *
 * <p>Each ring becomes the middles of its unit edges, is smoothed by Taubin's pair of passes (which
 * does not shrink), and is then moved along its normals until it encloses its old area again. No
 * point ends farther than {@link #LARGEST_MOVE_PIXELS} from where it began on the old ring. A ring
 * that would cross itself or another, or change its area, keeps its staircase.
 *
 * <p>Not for structures whose voxels must be read back exactly, and not for those a pixel or two
 * wide: a smooth ring is another shape.
 */
public final class RingSmoother {
  /** Largest displacement of a point, in pixels. */
  public static final double LARGEST_MOVE_PIXELS = 0.95;

  /**
   * Largest change of a region's area, as a part of it; so of the volume, whichever of its rings
   * are smoothed in the end. A ring that cannot keep to its share keeps its staircase.
   */
  public static final double LARGEST_AREA_CHANGE = 0.002;

  private static final int PASSES = 8;
  private static final double SHRINK = 0.5;
  private static final double GROW = -0.53;
  private static final int AREA_STEPS = 8;

  private RingSmoother() {}

  /** Smooths every ring; the rings must run on voxel edges. */
  public static PlanarContours smooth(PlanarContours contours) {
    return contours.mapSlices(RingSmoother::smoothSlice);
  }

  private static List<Region> smoothSlice(List<Region> regions) {
    List<Ring> after = new ArrayList<>();
    for (Region region : regions) {
      // A thin wall between a ring and its hole has little area: each ring gets a share of that.
      double limit = LARGEST_AREA_CHANGE * region.areaPixels() / (1 + region.holes().size());
      for (Ring ring : SliceRings.flatten(List.of(region))) {
        after.add(smooth(ring, limit));
      }
    }
    List<Ring> before = SliceRings.flatten(regions);
    return SliceRings.regroup(regions, SliceRings.withoutCrossings(before, after));
  }

  private static Ring smooth(Ring ring, double largestAreaChange) {
    Points start = Points.edgeMiddles(ring);
    Points points = start.copy();
    for (int pass = 0; pass < PASSES; pass++) {
      points = points.relaxed(SHRINK).relaxed(GROW);
    }
    points.keepNear(start);
    double wanted = ring.signedAreaPixels();
    for (int step = 0; step < AREA_STEPS; step++) {
      points.grow(wanted - points.toRing().signedAreaPixels());
      points.keepNear(start);
    }
    Ring smooth = points.toRing();
    return Math.abs(smooth.signedAreaPixels() - wanted) <= largestAreaChange ? smooth : ring;
  }

  /** Points of a closed ring that move. */
  private record Points(double[] rows, double[] columns) {

    static Points edgeMiddles(Ring ring) {
      Ring.Builder middles = new Ring.Builder(4 * ring.size());
      for (int i = 0; i < ring.size(); i++) {
        int j = (i + 1) % ring.size();
        double down = ring.row(j) - ring.row(i);
        double across = ring.column(j) - ring.column(i);
        int units = Math.max(1, (int) Math.round(Math.hypot(down, across)));
        for (int k = 0; k < units; k++) {
          double t = (k + 0.5) / units;
          middles.add(ring.row(i) + t * down, ring.column(i) + t * across);
        }
      }
      double[] rows = new double[middles.size()];
      double[] columns = new double[middles.size()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = middles.row(i);
        columns[i] = middles.column(i);
      }
      return new Points(rows, columns);
    }

    Points copy() {
      return new Points(rows.clone(), columns.clone());
    }

    /** Each point moved by a part of the way to the middle of its neighbours. */
    Points relaxed(double part) {
      int n = rows.length;
      Points moved = copy();
      for (int i = 0; i < n; i++) {
        int before = (i + n - 1) % n;
        int after = (i + 1) % n;
        moved.rows[i] += part * ((rows[before] + rows[after]) / 2 - rows[i]);
        moved.columns[i] += part * ((columns[before] + columns[after]) / 2 - columns[i]);
      }
      return moved;
    }

    /** Moves all points along their normals by what adds the area, to first order. */
    void grow(double areaPixels) {
      int n = rows.length;
      double[] normalRow = new double[n];
      double[] normalColumn = new double[n];
      double perimeter = 0;
      for (int i = 0; i < n; i++) {
        int before = (i + n - 1) % n;
        int after = (i + 1) % n;
        double down = rows[after] - rows[before];
        double across = columns[after] - columns[before];
        double length = Math.max(1e-9, Math.hypot(down, across));
        // Inside is on the right hand, so the left is outwards.
        normalRow[i] = -across / length;
        normalColumn[i] = down / length;
        perimeter += Math.hypot(rows[after] - rows[i], columns[after] - columns[i]);
      }
      double step = areaPixels / perimeter;
      for (int i = 0; i < n; i++) {
        rows[i] += step * normalRow[i];
        columns[i] += step * normalColumn[i];
      }
    }

    void keepNear(Points start) {
      for (int i = 0; i < rows.length; i++) {
        double down = rows[i] - start.rows[i];
        double across = columns[i] - start.columns[i];
        double move = Math.hypot(down, across);
        if (move > LARGEST_MOVE_PIXELS) {
          rows[i] = start.rows[i] + down * LARGEST_MOVE_PIXELS / move;
          columns[i] = start.columns[i] + across * LARGEST_MOVE_PIXELS / move;
        }
      }
    }

    Ring toRing() {
      Ring.Builder ring = new Ring.Builder(rows.length);
      for (int i = 0; i < rows.length; i++) {
        ring.add(rows[i], columns[i]);
      }
      return ring.build();
    }
  }
}
