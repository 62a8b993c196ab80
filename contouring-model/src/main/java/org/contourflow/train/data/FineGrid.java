package org.contourflow.train.data;

/**
 * Brings a case on a grid much finer than the network's near it: blocks of whole voxels become one,
 * HU by their mean and label codes by majority. The mean is the anti-aliasing that a later linear
 * interpolation needs; memory falls by the block's size (27 to 75 for a clinical CT of 1 mm).
 *
 * <p>No axis becomes coarser than the network's spacing; voxels left over at the far end (less than
 * a block) are cut off.
 */
final class FineGrid {
  private FineGrid() {}

  /** The case itself where no axis is twice as fine as {@code spacingMm} or finer. */
  static TrainingCase reduce(TrainingCase from, double[] spacingMm) {
    int z = factor(from.sliceSpacingMm(), spacingMm[0], from.slices());
    int y = factor(from.rowSpacingMm(), spacingMm[1], from.rows());
    int x = factor(from.columnSpacingMm(), spacingMm[2], from.columns());
    return z * y * x == 1 ? from : reduce(from, z, y, x);
  }

  private static int factor(double ownMm, double wantedMm, int length) {
    return Math.max(1, Math.min(length, (int) Math.floor(wantedMm / ownMm + 1e-3)));
  }

  private static TrainingCase reduce(TrainingCase from, int z, int y, int x) {
    int slices = from.slices() / z;
    int rows = from.rows() / y;
    int columns = from.columns() / x;
    short[] hu = new short[slices * rows * columns];
    byte[] codes = new byte[hu.length];
    Block block = new Block(from, z, y, x);
    for (int s = 0, at = 0; s < slices; s++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++, at++) {
          block.read(s * z, r * y, c * x);
          hu[at] = block.mean();
          codes[at] = block.majority();
        }
      }
    }
    return new TrainingCase(
        from.id(),
        slices,
        rows,
        columns,
        from.sliceSpacingMm() * z,
        from.rowSpacingMm() * y,
        from.columnSpacingMm() * x,
        hu,
        codes,
        from.missing());
  }

  /** Sums over one block. */
  private static final class Block {
    private final TrainingCase from;
    private final int depth;
    private final int height;
    private final int width;
    private final int[] votes = new int[256];
    private long sum;

    Block(TrainingCase from, int depth, int height, int width) {
      this.from = from;
      this.depth = depth;
      this.height = height;
      this.width = width;
    }

    void read(int slice, int row, int column) {
      sum = 0;
      java.util.Arrays.fill(votes, 0);
      for (int s = slice; s < slice + depth; s++) {
        for (int r = row; r < row + height; r++) {
          int at = (s * from.rows() + r) * from.columns() + column;
          for (int i = at; i < at + width; i++) {
            sum += from.hu()[i];
            votes[from.codes()[i] & 0xFF]++;
          }
        }
      }
    }

    short mean() {
      return (short) Math.round((double) sum / (depth * height * width));
    }

    /** A tie goes to the organ before the background, and to the lower code. */
    byte majority() {
      int best = 1;
      for (int code = 2; code < votes.length; code++) {
        best = votes[code] > votes[best] ? code : best;
      }
      return (byte) (votes[best] > 0 && votes[best] >= votes[0] ? best : 0);
    }
  }
}
