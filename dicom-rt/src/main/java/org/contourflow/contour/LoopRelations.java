package org.contourflow.contour;

import java.util.BitSet;
import org.contourflow.geometry.PixelPoint;

/**
 * How two loops of one plane lie to each other, judged by what it does to an area: both are counted
 * on a fine raster over the smaller one, so loops that cross by hundredths of a millimetre are not
 * taken for loops that overlap. All coordinates in mm.
 *
 * <p>Cost: nothing where the bounding boxes are apart, else a raster of {@value #RASTER} squared.
 */
public final class LoopRelations {
  /** How far outlines may be apart, mm, and be the same but for rounding. */
  public static final double SAME_MM = 0.1;

  /** A strip of this width along the smaller loop is touching, not overlapping, mm. */
  public static final double TOUCHING_MM = 0.05;

  /** A share of the smaller loop's area that is nothing. */
  private static final double NEGLIGIBLE = 0.01;

  private static final int RASTER = 200;
  private static final int FINE = 1000;

  /** How two loops lie. */
  public enum Relation {
    /** Beside each other, or touching. */
    APART,
    /** One in the other, or touching it from within. */
    NESTED,
    /** The same outline, whatever the first point and the direction. */
    SAME,
    /** Each encloses a part that the other does not, and a part in common. */
    OVERLAPPING
  }

  private LoopRelations() {}

  /** The relation of two loops in mm. */
  public static Relation of(Ring a, Ring b) {
    if (!a.boundsOverlap(b)) {
      return Relation.APART;
    }
    Ring small = boxArea(a) <= boxArea(b) ? a : b;
    if (isSame(a, b)) {
      return Relation.SAME;
    }
    Counts counts = count(small, small == a ? b : a);
    double slack =
        Math.max(NEGLIGIBLE * counts.small, TOUCHING_MM / 2 * perimeter(small) / counts.pixelMm2);
    if (counts.common <= slack) {
      return Relation.APART;
    }
    return counts.small - counts.common <= slack ? Relation.NESTED : Relation.OVERLAPPING;
  }

  /** Area that both enclose, square mm, to a percent of the smaller one. */
  public static double commonAreaMm2(Ring a, Ring b) {
    if (!a.boundsOverlap(b)) {
      return 0;
    }
    boolean firstIsSmall = boxArea(a) <= boxArea(b);
    Counts counts = count(firstIsSmall ? a : b, firstIsSmall ? b : a);
    return counts.common * counts.pixelMm2;
  }

  /** What a loop encloses by the even-odd rule, square mm: not what it runs round twice. */
  public static double evenOddAreaMm2(Ring loop) {
    FineRaster raster = FineRaster.over(loop, FINE);
    return raster.fill(loop).cardinality() * raster.pixelMm2();
  }

  /** Whether the outlines are nowhere farther apart than {@link #SAME_MM}. */
  private static boolean isSame(Ring a, Ring b) {
    double areaA = Math.abs(a.signedAreaPixels());
    double areaB = Math.abs(b.signedAreaPixels());
    double slack = Math.max(NEGLIGIBLE * areaA, SAME_MM * perimeter(a));
    return Math.abs(areaA - areaB) <= slack && isNear(a, b) && isNear(b, a);
  }

  private static boolean isNear(Ring ring, Ring outline) {
    for (int i = 0; i < ring.size(); i++) {
      if (distance(outline, ring.row(i), ring.column(i)) > SAME_MM) {
        return false;
      }
    }
    return true;
  }

  /** Distance of a point from a ring's outline, pixels. */
  public static double distance(Ring ring, double row, double column) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      double dr = ring.row(i) - ring.row(j);
      double dc = ring.column(i) - ring.column(j);
      double length = dr * dr + dc * dc;
      double t =
          length == 0 ? 0 : ((row - ring.row(j)) * dr + (column - ring.column(j)) * dc) / length;
      double along = Math.max(0, Math.min(1, t));
      nearest =
          Math.min(
              nearest,
              Math.hypot(row - ring.row(j) - along * dr, column - ring.column(j) - along * dc));
    }
    return nearest;
  }

  private static double boxArea(Ring ring) {
    return (ring.largestRow() - ring.smallestRow())
        * (ring.largestColumn() - ring.smallestColumn());
  }

  private static double perimeter(Ring ring) {
    double sum = 0;
    PixelPoint before = ring.point(ring.size() - 1);
    for (int i = 0; i < ring.size(); i++) {
      sum += Math.hypot(ring.row(i) - before.row(), ring.column(i) - before.column());
      before = ring.point(i);
    }
    return sum;
  }

  private record Counts(double small, double common, double pixelMm2) {}

  /** Pixels of the smaller loop and of both, on a raster over the smaller one's box. */
  private static Counts count(Ring small, Ring other) {
    FineRaster raster = FineRaster.over(small, RASTER);
    BitSet in = raster.fill(small);
    BitSet both = raster.fill(other);
    both.and(in);
    return new Counts(in.cardinality(), both.cardinality(), raster.pixelMm2());
  }
}
