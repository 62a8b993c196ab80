package org.contourflow.model.hu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;

/** Where in a slice rings are looked for. */
final class CanalSeeds {
  private CanalSeeds() {}

  /**
   * Pixels to look from, row and column, so far apart, as the patient lies and not as the image is
   * stored: from the front, and from the right, so that any storage finds the same rings.
   */
  static List<int[]> of(VoxelGrid grid, double apartMm) {
    SliceOrientation lies = grid.orientation();
    boolean rowsGoBack = Math.abs(lies.alongColumn().y()) > Math.abs(lies.alongRow().y());
    Direction down = lies.alongColumn();
    Direction across = lies.alongRow();
    int[] rows =
        ordered(grid.rows(), apartMm / grid.rowSpacingMm(), rowsGoBack ? down.y() : down.x());
    int[] columns =
        ordered(
            grid.columns(), apartMm / grid.columnSpacingMm(), rowsGoBack ? across.x() : across.y());
    List<int[]> seeds = new ArrayList<>();
    for (int outer : rowsGoBack ? rows : columns) {
      for (int inner : rowsGoBack ? columns : rows) {
        seeds.add(rowsGoBack ? new int[] {outer, inner} : new int[] {inner, outer});
      }
    }
    return seeds;
  }

  /** Every so many of the indices, from the end at which the patient coordinate is least. */
  private static int[] ordered(int count, double apart, double towards) {
    int step = Math.max(1, (int) apart);
    return IntStream.iterate(0, i -> i < count, i -> i + step)
        .map(i -> towards < 0 ? count - 1 - i : i)
        .toArray();
  }
}
