package org.contourflow.model.hu;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Morphology;

/**
 * Where the spine is, left to right: the place at which most of a window of vertebra size is bone,
 * in the mean of all slices with lung. Ribs are thin; arms, shoulders and a heart full of contrast
 * medium are as dense, in some slices only, and shoulders not about the body's middle. Where
 * nothing is dense enough there is no spine in the image, and none is made up from ribs.
 */
final class SpineFinder {
  private static final double HALF_WINDOW_MM = 22;

  /** Bone in a window counts up to this share: what is fuller is contrast medium or metal. */
  private static final double MOST_SHARE = 0.6;

  /** Taken off all round, this leaves nothing of ribs and much of a vertebra. */
  private static final double RIB_MM = 4;

  /**
   * Share of a window, in the mean of the slices, that is bone so thick: vertebrae have 0.2 to 0.4,
   * cut by the image's border 0.1, ribs alone 0.04 at most.
   */
  private static final double LEAST_THICK_SHARE = 0.07;

  /**
   * A body seen from side to side in most slices has a spine in the image, however little of its
   * spongy bone is dense enough: 0.12 of a window and more on CTs at hand.
   */
  private static final double MOSTLY = 0.8;

  private static final double LEAST_SHARE = 0.08;

  private static final double BIN_MM = 4;

  private final VoxelGrid grid;
  private final MiddleOfBody middle;
  private final int halfRows;
  private final int halfColumns;
  private final double leastXMm;
  private final double perRow;
  private final double perColumn;
  private final int bins;

  SpineFinder(VoxelGrid grid, MiddleOfBody middle) {
    this.grid = grid;
    this.middle = middle;
    this.halfRows = Math.max(1, (int) Math.round(HALF_WINDOW_MM / grid.rowSpacingMm()));
    this.halfColumns = Math.max(1, (int) Math.round(HALF_WINDOW_MM / grid.columnSpacingMm()));
    this.perRow = grid.orientation().alongColumn().x() * grid.rowSpacingMm();
    this.perColumn = grid.orientation().alongRow().x() * grid.columnSpacingMm();
    double acrossRows = perRow * (grid.rows() - 1);
    double acrossColumns = perColumn * (grid.columns() - 1);
    double[] starts =
        IntStream.range(0, grid.slices()).mapToDouble(this::startXMm).sorted().toArray();
    this.leastXMm = starts[0] + Math.min(0, acrossRows) + Math.min(0, acrossColumns);
    double width = starts[starts.length - 1] - starts[0];
    width += Math.abs(acrossRows) + Math.abs(acrossColumns);
    this.bins = (int) (width / BIN_MM) + 1;
  }

  private double startXMm(int slice) {
    return grid.toPatient(new VoxelIndex(slice, 0, 0)).xMm();
  }

  /** Patient x (LPS, mm) of the spine over the slices where {@code wanted} has voxels. */
  OptionalDouble findXMm(BitVolume bone, BitVolume wanted) {
    int[] slices = IntStream.range(0, grid.slices()).filter(s -> wanted.count(s) > 0).toArray();
    double[] full = profile(bone, slices);
    int best = IntStream.range(0, bins).reduce(0, (a, b) -> full[b] > full[a] ? b : a);
    Morphology morphology = new Morphology(1, grid.rowSpacingMm(), grid.columnSpacingMm());
    double[] thick = profile(morphology.erodeInPlane(bone, RIB_MM), slices);
    int reach = (int) (HALF_WINDOW_MM / BIN_MM);
    double sure =
        IntStream.rangeClosed(Math.max(0, best - reach), Math.min(bins - 1, best + reach))
            .mapToDouble(b -> thick[b])
            .max()
            .orElse(0);
    long whole = IntStream.of(slices).filter(middle::isWhole).count();
    boolean shown = whole >= MOSTLY * slices.length && full[best] >= LEAST_SHARE * slices.length;
    if (slices.length == 0 || (!shown && sure < LEAST_THICK_SHARE * slices.length)) {
      return OptionalDouble.empty();
    }
    double about = leastXMm + (best + 0.5) * BIN_MM;
    double[] found =
        IntStream.of(slices)
            .mapToObj(s -> densest(bone, s, about))
            .flatMapToDouble(OptionalDouble::stream)
            .sorted()
            .toArray();
    return OptionalDouble.of(found[found.length / 2]);
  }

  private double[] profile(BitVolume bone, int[] slices) {
    double[] total = new double[bins];
    for (int s : slices) {
      add(bone, s, total);
    }
    return total;
  }

  /** Adds, for each place from right to left, the fullest window of the slice there. */
  private void add(BitVolume bone, int slice, double[] total) {
    int[][] sums = sums(bone, slice);
    int[] most = new int[bins];
    double start = startXMm(slice) - leastXMm;
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        double x = start + r * perRow + c * perColumn;
        int bin = Math.min(bins - 1, (int) (x / BIN_MM));
        int full = window(sums, r, c);
        if (full > most[bin] && middle.mayBeAcross(slice, leastXMm + x)) {
          most[bin] = full;
        }
      }
    }
    double window = (2 * halfRows + 1) * (2 * halfColumns + 1);
    for (int b = 0; b < bins; b++) {
      total[b] += Math.min(MOST_SHARE, most[b] / window);
    }
  }

  /** Patient x of the bone in the fullest window within a window's half of a place. */
  private OptionalDouble densest(BitVolume bone, int slice, double aboutXMm) {
    int[][] sums = sums(bone, slice);
    int best = 0;
    VoxelIndex where = null;
    for (int r = 0; r < grid.rows(); r++) {
      for (int c = 0; c < grid.columns(); c++) {
        double x = startXMm(slice) + r * perRow + c * perColumn;
        int sum = Math.abs(x - aboutXMm) <= HALF_WINDOW_MM ? window(sums, r, c) : 0;
        if (sum > best) {
          best = sum;
          where = new VoxelIndex(slice, r, c);
        }
      }
    }
    return where == null ? OptionalDouble.empty() : OptionalDouble.of(centreXMm(bone, where));
  }

  /** Patient x of the mean of the bone voxels in the window. */
  private double centreXMm(BitVolume bone, VoxelIndex where) {
    double sum = 0;
    int count = 0;
    for (int r = where.row() - halfRows; r <= where.row() + halfRows; r++) {
      for (int c = where.column() - halfColumns; c <= where.column() + halfColumns; c++) {
        if (bone.get(where.slice(), r, c)) {
          PatientPoint point = grid.toPatient(new VoxelIndex(where.slice(), r, c));
          sum += point.xMm();
          count++;
        }
      }
    }
    return sum / count;
  }

  private int window(int[][] sums, int row, int column) {
    int top = Math.max(0, row - halfRows);
    int bottom = Math.min(grid.rows(), row + halfRows + 1);
    int left = Math.max(0, column - halfColumns);
    int right = Math.min(grid.columns(), column + halfColumns + 1);
    return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left];
  }

  /** sums[r][c] is the number of bone voxels above row r and left of column c. */
  private int[][] sums(BitVolume bone, int slice) {
    int[][] sums = new int[grid.rows() + 1][grid.columns() + 1];
    for (int r = 0; r < grid.rows(); r++) {
      int inRow = 0;
      for (int c = 0; c < grid.columns(); c++) {
        inRow += bone.get(slice, r, c) ? 1 : 0;
        sums[r + 1][c + 1] = sums[r][c + 1] + inRow;
      }
    }
    return sums;
  }
}
