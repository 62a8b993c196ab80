package org.contourflow.geometry;

import java.util.List;

/**
 * A stack of parallel slices, each with its OWN position: the one owner of index &lt;-&gt; patient.
 *
 * <p>Shape {@code [slices][rows][columns]}; slice index grows along {@link
 * SliceOrientation#normal()}. Slice positions need not be evenly spaced and are never averaged. The
 * stack is perpendicular: each slice's first voxel lies on the line through slice 0's first voxel
 * along the normal, within {@link #SHEAR_TOLERANCE_MM}; a sheared (tilted) stack is refused.
 *
 * @param sliceOrigins ImagePositionPatient of each slice (centre of voxel (0, 0)), as read
 * @param orientation common to all slices
 * @param rowSpacingMm distance between the centres of vertically adjacent pixels (PixelSpacing[0])
 * @param columnSpacingMm distance between horizontally adjacent ones (PixelSpacing[1])
 */
public record VoxelGrid(
    List<PatientPoint> sliceOrigins,
    SliceOrientation orientation,
    double rowSpacingMm,
    double columnSpacingMm,
    int rows,
    int columns) {

  /** How far a slice's origin may be off the normal through the first one, mm. */
  public static final double SHEAR_TOLERANCE_MM = 0.1;

  /** How far positions rounded to 0.1 mm are off an even stack, mm, with room for its own fit. */
  public static final double ROUNDED_POSITION_MM = 0.06;

  /** Two slices closer than this are duplicates, mm. */
  public static final double SMALLEST_SLICE_DISTANCE_MM = 0.01;

  public VoxelGrid {
    sliceOrigins = List.copyOf(sliceOrigins);
    require(!sliceOrigins.isEmpty(), "a grid needs at least one slice");
    require(rows > 0 && columns > 0, "rows and columns must be positive");
    require(
        rowSpacingMm > 0 && columnSpacingMm > 0 && Double.isFinite(rowSpacingMm * columnSpacingMm),
        "spacings must be positive");
    Direction normal = orientation.normal();
    for (int i = 1; i < sliceOrigins.size(); i++) {
      double step = sliceOrigins.get(i).distanceAlongMm(normal, sliceOrigins.get(i - 1));
      require(
          step >= SMALLEST_SLICE_DISTANCE_MM,
          "slices must advance along the normal; slice " + i + " advances by " + step + " mm");
    }
    double shear = largestShearMm(sliceOrigins, normal);
    require(shear <= SHEAR_TOLERANCE_MM, "the stack is sheared (tilted) by " + shear + " mm");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Largest distance of an origin from the line through the first along {@code normal}, mm. */
  public static double largestShearMm(List<PatientPoint> origins, Direction normal) {
    PatientPoint first = origins.get(0);
    return origins.stream()
        .mapToDouble(p -> p.distanceMm(first.plus(normal, p.distanceAlongMm(normal, first))))
        .max()
        .orElse(0);
  }

  /** A perpendicular stack with even spacing: for networks' grids, phantoms and tests. */
  public static VoxelGrid even(
      PatientPoint origin,
      SliceOrientation orientation,
      int slices,
      int rows,
      int columns,
      double sliceSpacingMm,
      double rowSpacingMm,
      double columnSpacingMm) {
    Direction normal = orientation.normal();
    List<PatientPoint> origins =
        java.util.stream.IntStream.range(0, slices)
            .mapToObj(i -> origin.plus(normal, i * sliceSpacingMm))
            .toList();
    return new VoxelGrid(origins, orientation, rowSpacingMm, columnSpacingMm, rows, columns);
  }

  /** Number of slices. */
  public int slices() {
    return sliceOrigins.size();
  }

  /** slices x rows x columns. */
  public long voxelCount() {
    return (long) slices() * rows * columns;
  }

  /** Position of a slice along the normal, mm, relative to slice 0; slice 0 is at 0. */
  public double slicePositionMm(int slice) {
    return sliceOrigins.get(slice).distanceAlongMm(orientation.normal(), sliceOrigins.get(0));
  }

  /** Distance from slice {@code slice} to the next one, mm. */
  public double sliceStepMm(int slice) {
    return sliceOrigins
        .get(slice + 1)
        .distanceAlongMm(orientation.normal(), sliceOrigins.get(slice));
  }

  /** The smallest step between neighbours, mm; 1 slice: {@code fallbackMm}. */
  public double smallestSliceStepMm(double fallbackMm) {
    return java.util.stream.IntStream.range(0, slices() - 1)
        .mapToDouble(this::sliceStepMm)
        .min()
        .orElse(fallbackMm);
  }

  /** Whether all steps agree within {@code toleranceMm}. */
  public boolean isEvenlySpaced(double toleranceMm) {
    double smallest = smallestSliceStepMm(0);
    return java.util.stream.IntStream.range(0, slices() - 1)
        .allMatch(i -> sliceStepMm(i) - smallest <= toleranceMm);
  }

  /**
   * Whether the slices are evenly spaced but for their positions having been rounded to 0.1 mm: all
   * within {@link #ROUNDED_POSITION_MM} of the best even stack.
   */
  public boolean isEvenUpToRounding() {
    int n = slices();
    double middle = (n - 1) / 2.0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += slicePositionMm(i) / n;
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      sum += (i - middle) * slicePositionMm(i);
      squares += (i - middle) * (i - middle);
    }
    double step = n == 1 ? 0 : sum / squares;
    for (int i = 0; i < n; i++) {
      double off = slicePositionMm(i) - mean - (i - middle) * step;
      if (Math.abs(off) > ROUNDED_POSITION_MM) {
        return false;
      }
    }
    return true;
  }

  /**
   * Extent of a voxel along the normal, mm: half the way to each neighbour; at the ends the one
   * step there is, twice halved. One slice only: {@code fallbackMm}.
   */
  public double sliceThicknessMm(int slice, double fallbackMm) {
    if (slices() == 1) {
      return fallbackMm;
    }
    double below = sliceStepMm(Math.max(0, slice - 1));
    double above = sliceStepMm(Math.min(slices() - 2, slice));
    return (below + above) / 2;
  }

  /** Patient position of a point in the plane of a slice. */
  public PatientPoint toPatient(int slice, PixelPoint point) {
    return sliceOrigins
        .get(slice)
        .plus(orientation.alongRow(), point.column() * columnSpacingMm)
        .plus(orientation.alongColumn(), point.row() * rowSpacingMm);
  }

  /** Patient position of a voxel's centre. */
  public PatientPoint toPatient(VoxelIndex index) {
    return toPatient(index.slice(), new PixelPoint(index.row(), index.column()));
  }

  /**
   * The in-plane pixel coordinates of a patient point, projected on the plane of {@code slice}: the
   * exact inverse of {@link #toPatient(int, PixelPoint)}, also where the two directions are not
   * quite at a right angle (within {@link SliceOrientation#ORTHOGONALITY_TOLERANCE}).
   */
  public PixelPoint toPixel(int slice, PatientPoint point) {
    PatientPoint origin = sliceOrigins.get(slice);
    double alongRow = point.distanceAlongMm(orientation.alongRow(), origin);
    double alongColumn = point.distanceAlongMm(orientation.alongColumn(), origin);
    double cosine = orientation.alongRow().dot(orientation.alongColumn());
    double sineSquared = 1 - cosine * cosine;
    return new PixelPoint(
        (alongColumn - cosine * alongRow) / sineSquared / rowSpacingMm,
        (alongRow - cosine * alongColumn) / sineSquared / columnSpacingMm);
  }

  /** Index of the slice whose plane is nearest to the point. */
  public int nearestSlice(PatientPoint point) {
    Direction normal = orientation.normal();
    double wanted = point.distanceAlongMm(normal, sliceOrigins.get(0));
    int best = 0;
    for (int i = 1; i < slices(); i++) {
      if (Math.abs(slicePositionMm(i) - wanted) < Math.abs(slicePositionMm(best) - wanted)) {
        best = i;
      }
    }
    return best;
  }

  /** Distance of the point from the plane of {@code slice}, mm, positive along the normal. */
  public double distanceFromSliceMm(int slice, PatientPoint point) {
    return point.distanceAlongMm(orientation.normal(), sliceOrigins.get(slice));
  }

  /** Whether both grids have the same shape and place every voxel within {@code toleranceMm}. */
  public boolean matches(VoxelGrid other, double toleranceMm) {
    if (slices() != other.slices() || rows != other.rows || columns != other.columns) {
      return false;
    }
    for (int s = 0; s < slices(); s++) {
      for (VoxelIndex corner :
          List.of(
              new VoxelIndex(s, 0, 0),
              new VoxelIndex(s, rows - 1, 0),
              new VoxelIndex(s, 0, columns - 1))) {
        if (toPatient(corner).distanceMm(other.toPatient(corner)) > toleranceMm) {
          return false;
        }
      }
    }
    return true;
  }
}
