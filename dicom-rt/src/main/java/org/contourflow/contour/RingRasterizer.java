package org.contourflow.contour;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * Rings to mask: a pixel is in when its CENTRE is inside by the even-odd rule, decided exactly row
 * by row, never sampled.
 *
 * <p>The channel of a keyhole is run through twice with the very same numbers, so it cancels. A
 * centre that lies exactly on an edge is in if the inside is to its right or below (half-open), so
 * neighbouring structures that share an edge share no pixel. Cost: one step for each row an edge
 * crosses, plus a sort per row.
 */
public final class RingRasterizer {
  /** How several loops on one slice are put together. */
  public enum Combination {
    /** What any loop covers: plain CLOSED_PLANAR as most readers take it. */
    UNION,
    /** What an odd number of loops covers: CLOSEDPLANAR_XOR, and nested loops as holes. */
    EXCLUSIVE_OR
  }

  private final int rows;
  private final int columns;
  private int[] rowEnd = new int[0];
  private double[] crossings = new double[256];

  /** For slices of this size. */
  public RingRasterizer(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Rasterises regions; each hole is cut out of its region, islands are filled. */
  public static BinaryMask rasterize(PlanarContours contours) {
    VoxelGrid grid = contours.grid();
    RingRasterizer rasterizer = new RingRasterizer(grid.rows(), grid.columns());
    BitSet bits = new BitSet((int) grid.voxelCount());
    int size = grid.rows() * grid.columns();
    for (int s = 0; s < grid.slices(); s++) {
      for (Region region : contours.slices().get(s)) {
        rasterizer.flip(region.outer(), bits, s * size);
        for (Ring hole : region.holes()) {
          rasterizer.flip(hole, bits, s * size);
        }
      }
    }
    return BinaryMask.wrap(grid, bits);
  }

  /** Rasterises the loops of one slice into row-major bits, rows x columns. */
  public BitSet fill(List<Ring> loops, Combination combination) {
    BitSet result = new BitSet(rows * columns);
    fillInto(loops, combination, result, 0);
    return result;
  }

  /**
   * Rasterises the loops of one slice into a volume's bits, where that slice is still clear or by
   * exclusive or with what is there.
   *
   * @param offset index of the slice's first pixel
   */
  public void fillInto(List<Ring> loops, Combination combination, BitSet bits, int offset) {
    if (combination == Combination.EXCLUSIVE_OR || loops.size() == 1) {
      loops.forEach(loop -> flip(loop, bits, offset));
      return;
    }
    BitSet union = new BitSet(rows * columns);
    for (Ring loop : loops) {
      BitSet one = new BitSet(rows * columns);
      flip(loop, one, 0);
      union.or(one);
    }
    union.stream().forEach(i -> bits.flip(offset + i));
  }

  /** Inverts, in {@code bits} from {@code offset} on, the pixels whose centre the loop encloses. */
  void flip(Ring loop, BitSet bits, int offset) {
    int firstRow = Math.max(0, (int) Math.ceil(loop.smallestRow()));
    int lastRow = Math.min(rows - 1, (int) Math.floor(loop.largestRow()));
    if (firstRow > lastRow) {
      return;
    }
    collectCrossings(loop, firstRow, lastRow);
    for (int r = firstRow, from = 0; r <= lastRow; r++) {
      int to = rowEnd[r - firstRow];
      Arrays.sort(crossings, from, to);
      for (int i = from; i + 1 < to; i += 2) {
        int begin = Math.max(0, (int) Math.ceil(crossings[i]));
        int end = Math.min(columns, (int) Math.ceil(crossings[i + 1]));
        if (begin < end) {
          bits.flip(offset + r * columns + begin, offset + r * columns + end);
        }
      }
      from = to;
    }
  }

  /** Leaves the crossings of each row in one piece; {@link #rowEnd} holds where each ends. */
  private void collectCrossings(Ring loop, int firstRow, int lastRow) {
    int count = lastRow - firstRow + 1;
    if (rowEnd.length < count + 1) {
      rowEnd = new int[Math.max(count + 1, rows + 1)];
    }
    Arrays.fill(rowEnd, 0, count + 1, 0);
    // rowEnd[k + 1] counts row k, then becomes where row k begins, then where it ends.
    for (int i = 0, j = loop.size() - 1; i < loop.size(); j = i++) {
      int end = firstCentreAtOrBelow(Math.max(loop.row(i), loop.row(j)), firstRow, lastRow + 1);
      for (int r = first(loop.row(i), loop.row(j), firstRow, lastRow); r < end; r++) {
        rowEnd[r - firstRow + 1]++;
      }
    }
    for (int k = 1; k <= count; k++) {
      rowEnd[k] += rowEnd[k - 1];
    }
    if (crossings.length < rowEnd[count]) {
      crossings = new double[2 * rowEnd[count]];
    }
    for (int i = 0, j = loop.size() - 1; i < loop.size(); j = i++) {
      int end = firstCentreAtOrBelow(Math.max(loop.row(i), loop.row(j)), firstRow, lastRow + 1);
      for (int r = first(loop.row(i), loop.row(j), firstRow, lastRow); r < end; r++) {
        crossings[rowEnd[r - firstRow]++] =
            ScanLine.crossing(loop.row(j), loop.column(j), loop.row(i), loop.column(i), r);
      }
    }
  }

  private static int first(double rowA, double rowB, int firstRow, int lastRow) {
    return firstCentreAtOrBelow(Math.min(rowA, rowB), firstRow, lastRow + 1);
  }

  /** First whole row at or below {@code row} on the screen, kept within [from, to]. */
  private static int firstCentreAtOrBelow(double row, int from, int to) {
    return (int) Math.max(from, Math.min(to, Math.ceil(row)));
  }
}
