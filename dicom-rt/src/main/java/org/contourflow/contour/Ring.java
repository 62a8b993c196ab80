package org.contourflow.contour;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.geometry.PixelPoint;

/**
 * A closed polygon in the plane of a slice, immutable; the first point is not repeated at the end.
 *
 * <p>At least 3 points. Kept as two plain arrays inside, because a body outline on 200 slices has
 * some hundred thousand points.
 */
public final class Ring {
  private final double[] rows;
  private final double[] columns;

  private Ring(double[] rows, double[] columns) {
    if (rows.length < 3) {
      throw new IllegalArgumentException("a ring needs at least 3 points, not " + rows.length);
    }
    this.rows = rows;
    this.columns = columns;
  }

  /** A ring through the points, in order. */
  public static Ring of(List<PixelPoint> points) {
    return new Ring(
        points.stream().mapToDouble(PixelPoint::row).toArray(),
        points.stream().mapToDouble(PixelPoint::column).toArray());
  }

  /** Number of points. */
  public int size() {
    return rows.length;
  }

  /** Row of point {@code i}, pixels. */
  public double row(int i) {
    return rows[i];
  }

  /** Column of point {@code i}, pixels. */
  public double column(int i) {
    return columns[i];
  }

  /** Point {@code i}. */
  public PixelPoint point(int i) {
    return new PixelPoint(rows[i], columns[i]);
  }

  /** All points, in order. */
  public List<PixelPoint> points() {
    return IntStream.range(0, size()).mapToObj(this::point).toList();
  }

  /** Area in square pixels: positive for an outer ring, negative for a hole. */
  public double signedAreaPixels() {
    double twice = 0;
    for (int i = 0, j = size() - 1; i < size(); j = i++) {
      // Relative to the first point, so that large coordinates do not cost digits.
      double ax = columns[j] - columns[0];
      double ay = rows[j] - rows[0];
      double bx = columns[i] - columns[0];
      double by = rows[i] - rows[0];
      twice += ax * by - bx * ay;
    }
    return twice / 2;
  }

  /** The same points the other way round; the first point stays first. */
  public Ring reversed() {
    Builder builder = new Builder(size());
    builder.add(rows[0], columns[0]);
    for (int i = size() - 1; i > 0; i--) {
      builder.add(rows[i], columns[i]);
    }
    return builder.build();
  }

  /** Even-odd test; points on the ring itself may count as either. */
  public boolean contains(double row, double column) {
    boolean inside = false;
    for (int i = 0, j = size() - 1; i < size(); j = i++) {
      if ((rows[i] > row) != (rows[j] > row)
          && column < ScanLine.crossing(rows[j], columns[j], rows[i], columns[i], row)) {
        inside = !inside;
      }
    }
    return inside;
  }

  /** Whether the two rings' bounding boxes have a point in common. */
  public boolean boundsOverlap(Ring other) {
    return smallestRow() <= other.largestRow()
        && other.smallestRow() <= largestRow()
        && smallestColumn() <= other.largestColumn()
        && other.smallestColumn() <= largestColumn();
  }

  /**
   * A point inside by the even-odd rule, in the middle of the widest stretch of a row that passes
   * no point of the ring; for a ring without area one of its points.
   */
  public PixelPoint interiorPoint() {
    double[] sorted = Arrays.stream(rows).sorted().distinct().toArray();
    PixelPoint best = point(0);
    double widest = 0;
    for (int k = 0; k + 1 < sorted.length && k < 64; k++) {
      double row = (sorted[k] + sorted[k + 1]) / 2;
      double[] crossings = crossings(row);
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        if (crossings[i + 1] - crossings[i] > widest) {
          widest = crossings[i + 1] - crossings[i];
          best = new PixelPoint(row, (crossings[i] + crossings[i + 1]) / 2);
        }
      }
    }
    return best;
  }

  private double[] crossings(double row) {
    return IntStream.range(0, size())
        .filter(i -> rows[i] > row != rows[(i + 1) % size()] > row)
        .mapToDouble(
            i -> {
              int j = (i + 1) % size();
              return ScanLine.crossing(rows[i], columns[i], rows[j], columns[j], row);
            })
        .sorted()
        .toArray();
  }

  double smallestRow() {
    return Arrays.stream(rows).min().orElseThrow();
  }

  double largestRow() {
    return Arrays.stream(rows).max().orElseThrow();
  }

  double smallestColumn() {
    return Arrays.stream(columns).min().orElseThrow();
  }

  double largestColumn() {
    return Arrays.stream(columns).max().orElseThrow();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ring that
        && Arrays.equals(rows, that.rows)
        && Arrays.equals(columns, that.columns);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(rows) + Arrays.hashCode(columns);
  }

  @Override
  public String toString() {
    return "Ring" + points();
  }

  /** Collects points. Not thread-safe. */
  public static final class Builder {
    private double[] rows;
    private double[] columns;
    private int size;

    /** An empty builder that expects about {@code expectedPoints}. */
    public Builder(int expectedPoints) {
      rows = new double[Math.max(4, expectedPoints)];
      columns = new double[rows.length];
    }

    /** Appends a point, pixels. */
    public Builder add(double row, double column) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
        columns = Arrays.copyOf(columns, 2 * size);
      }
      rows[size] = row;
      columns[size++] = column;
      return this;
    }

    int size() {
      return size;
    }

    double row(int i) {
      return rows[i];
    }

    double column(int i) {
      return columns[i];
    }

    void truncate(int newSize) {
      size = newSize;
    }

    /** The ring so far. */
    public Ring build() {
      return new Ring(Arrays.copyOf(rows, size), Arrays.copyOf(columns, size));
    }

    /** The ring of the points from {@code from} on. */
    Ring buildFrom(int from) {
      return new Ring(
          Arrays.copyOfRange(rows, from, size), Arrays.copyOfRange(columns, from, size));
    }
  }
}
