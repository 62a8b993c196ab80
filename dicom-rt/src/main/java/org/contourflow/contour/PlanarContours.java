package org.contourflow.contour;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.contourflow.geometry.VoxelGrid;

/**
 * A structure as rings with holes, slice by slice, immutable.
 *
 * @param grid the grid the pixel coordinates belong to
 * @param slices one list of regions per slice of the grid; empty where the structure is not
 */
public record PlanarContours(VoxelGrid grid, List<List<Region>> slices) {
  public PlanarContours {
    slices = slices.stream().map(List::copyOf).toList();
    if (slices.size() != grid.slices()) {
      throw new IllegalArgumentException(
          slices.size() + " lists of regions do not fit a grid of " + grid.slices() + " slices");
    }
  }

  /** Whether no slice has a region. */
  public boolean isEmpty() {
    return slices.stream().allMatch(List::isEmpty);
  }

  /** Area in one slice, square pixels. */
  public double areaPixels(int slice) {
    return slices.get(slice).stream().mapToDouble(Region::areaPixels).sum();
  }

  /** Area x thickness over all slices, cubic mm; a single slice counts as given. */
  public double volumeMm3(double singleSliceThicknessMm) {
    double pixelMm2 = grid.rowSpacingMm() * grid.columnSpacingMm();
    return IntStream.range(0, slices.size())
        .mapToDouble(
            s -> areaPixels(s) * pixelMm2 * grid.sliceThicknessMm(s, singleSliceThicknessMm))
        .sum();
  }

  /** Points of all rings. */
  public long pointCount() {
    return slices.stream().flatMap(List::stream).mapToLong(Region::pointCount).sum();
  }

  /** The same structure with each slice's regions replaced. */
  public PlanarContours mapSlices(UnaryOperator<List<Region>> change) {
    return new PlanarContours(grid, slices.stream().map(change).toList());
  }
}
