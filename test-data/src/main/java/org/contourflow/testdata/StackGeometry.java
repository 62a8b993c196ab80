package org.contourflow.testdata;

import java.util.List;

/**
 * Where every voxel centre of a phantom's CT lies; shape {@code [slice][row][column]}, slices
 * ordered along the normal.
 *
 * @param origins ImagePositionPatient of each slice: the centre of its pixel (0, 0), LPS mm
 * @param rowSpacingMm PixelSpacing[0], between vertically adjacent pixels
 * @param columnSpacingMm PixelSpacing[1], between horizontally adjacent pixels
 * @param sliceThicknessMm extent of a voxel along the normal, the same for every slice
 */
public record StackGeometry(
    StackOrientation orientation,
    List<Lps> origins,
    double rowSpacingMm,
    double columnSpacingMm,
    double sliceThicknessMm,
    int rows,
    int columns) {
  public StackGeometry {
    origins = List.copyOf(origins);
    if (origins.isEmpty() || rows < 1 || columns < 1) {
      throw new IllegalArgumentException("a stack needs slices, rows and columns");
    }
  }

  /** Number of slices. */
  public int slices() {
    return origins.size();
  }

  /** Slices x rows x columns. */
  public int voxels() {
    return Math.multiplyExact(slices(), Math.multiplyExact(rows, columns));
  }

  /** Index into flat arrays and bit sets. */
  public int index(int slice, int row, int column) {
    return (slice * rows + row) * columns + column;
  }

  /** The point at fractional row and column on a slice's plane, LPS mm. */
  public Lps point(int slice, double row, double column) {
    return origins
        .get(slice)
        .plus(orientation.alongRow().times(column * columnSpacingMm))
        .plus(orientation.alongColumn().times(row * rowSpacingMm));
  }

  /** Volume of a voxel, mm3, with the nominal thickness. */
  public double voxelMm3() {
    return rowSpacingMm * columnSpacingMm * sliceThicknessMm;
  }

  /**
   * The voxels whose centre may lie in a box: {first row, last row, first column, last column} on
   * one slice, cut to the image; null where the slice's plane misses the box. Conservative.
   */
  int[] window(int slice, Box box, double marginMm) {
    double[] row = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    double[] column = row.clone();
    double[] height = row.clone();
    for (int corner = 0; corner < 8; corner++) {
      Lps from = box.corner(corner).plus(origins.get(slice).times(-1));
      widen(row, from.dot(orientation.alongColumn()));
      widen(column, from.dot(orientation.alongRow()));
      widen(height, from.dot(orientation.normal()));
    }
    int[] window = {
      Math.max(0, (int) Math.floor((row[0] - marginMm) / rowSpacingMm)),
      Math.min(rows - 1, (int) Math.ceil((row[1] + marginMm) / rowSpacingMm)),
      Math.max(0, (int) Math.floor((column[0] - marginMm) / columnSpacingMm)),
      Math.min(columns - 1, (int) Math.ceil((column[1] + marginMm) / columnSpacingMm))
    };
    boolean misses = height[0] > marginMm || height[1] < -marginMm;
    return misses || window[0] > window[1] || window[2] > window[3] ? null : window;
  }

  private static void widen(double[] range, double value) {
    range[0] = Math.min(range[0], value);
    range[1] = Math.max(range[1], value);
  }
}
