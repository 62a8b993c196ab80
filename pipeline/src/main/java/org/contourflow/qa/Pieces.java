package org.contourflow.qa;

import java.util.Arrays;
import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * Sizes of a mask's pieces: voxels that share a face belong together. Works on runs of voxels along
 * the rows, so its cost is that of the runs, not of the voxels.
 */
final class Pieces {
  private int[] starts = new int[1024];
  private int[] ends = new int[1024];
  private int[] parents = new int[1024];
  private int runs;

  private Pieces() {}

  /** Voxels of each piece, the largest first. */
  static long[] sizes(BinaryMask mask) {
    Pieces pieces = new Pieces();
    pieces.collect(mask);
    long[] sizes = new long[pieces.runs];
    for (int i = 0; i < pieces.runs; i++) {
      sizes[pieces.root(i)] += pieces.ends[i] - pieces.starts[i];
    }
    long[] found = Arrays.stream(sizes).filter(n -> n > 0).sorted().toArray();
    for (int i = 0, j = found.length - 1; i < j; i++, j--) {
      long swap = found[i];
      found[i] = found[j];
      found[j] = swap;
    }
    return found;
  }

  private void collect(BinaryMask mask) {
    VoxelGrid grid = mask.grid();
    BitSet bits = mask.toBitSet();
    int columns = grid.columns();
    int plane = grid.rows() * columns;
    int rowBefore = 0;
    int sliceBefore = 0;
    for (int i = bits.nextSetBit(0); i >= 0; ) {
      int end = Math.min(bits.nextClearBit(i), (i / columns + 1) * columns);
      int run = add(i, end);
      // The first row of a slice has none above it; the row before it is the slice before's last.
      rowBefore = i % plane < columns ? rowBefore : join(run, rowBefore, columns);
      sliceBefore = join(run, sliceBefore, plane);
      i = bits.nextSetBit(end);
    }
  }

  private int add(int start, int end) {
    if (runs == starts.length) {
      starts = Arrays.copyOf(starts, 2 * runs);
      ends = Arrays.copyOf(ends, 2 * runs);
      parents = Arrays.copyOf(parents, 2 * runs);
    }
    starts[runs] = start;
    ends[runs] = end;
    parents[runs] = runs;
    return runs++;
  }

  /**
   * Joins a run with those it touches {@code distance} voxels earlier, looked for from {@code from}
   * on; returns where to look for the next run.
   */
  private int join(int run, int from, int distance) {
    int start = starts[run] - distance;
    int end = ends[run] - distance;
    int other = from;
    while (other < run && ends[other] <= start) {
      other++;
    }
    for (int i = other; i < run && starts[i] < end; i++) {
      parents[root(i)] = root(run);
    }
    return other;
  }

  private int root(int run) {
    int at = run;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
