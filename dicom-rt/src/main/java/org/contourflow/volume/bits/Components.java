package org.contourflow.volume.bits;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Connected components of a {@link BitVolume}, found over runs of a row (union-find): memory goes
 * with the number of runs, 16 bytes each, not of voxels. Voxels that share a face are connected (6
 * in the volume, 4 in a slice), or those that share a corner (26) where that is asked for.
 * Components are numbered from 0 in the order of their first voxel.
 */
public final class Components {
  private final BitVolume volume;
  private final int[] rowStart;
  private int[] from;
  private int[] to;
  private int[] label;
  private int runs;
  private long[] sizes;
  private boolean[] border;

  private Components(BitVolume volume) {
    this.volume = volume;
    this.rowStart = new int[volume.slices() * volume.rows() + 1];
    this.from = new int[1024];
    this.to = new int[1024];
  }

  /** Components in the volume: neighbours in a row, across rows and across slices. */
  public static Components of(BitVolume volume) {
    return new Components(volume).collectRuns().connect(true).number();
  }

  /** Components in the volume by either rule. */
  public static Components of(BitVolume volume, Neighbours neighbours) {
    return neighbours == Neighbours.FACES
        ? of(volume)
        : new Components(volume).collectRuns().connectCorners().number();
  }

  /** Components of each slice apart. */
  public static Components ofSlices(BitVolume volume) {
    return new Components(volume).collectRuns().connect(false).number();
  }

  private Components collectRuns() {
    for (int row = 0; row < rowStart.length - 1; row++) {
      rowStart[row] = runs;
      for (int c = volume.nextSet(row, 0); c < volume.columns(); ) {
        int end = volume.nextClear(row, c);
        addRun(c, end);
        c = volume.nextSet(row, end);
      }
    }
    rowStart[rowStart.length - 1] = runs;
    label = IntStream.range(0, runs).toArray();
    return this;
  }

  private void addRun(int first, int end) {
    if (runs == from.length) {
      from = Arrays.copyOf(from, runs * 2);
      to = Arrays.copyOf(to, runs * 2);
    }
    from[runs] = first;
    to[runs++] = end;
  }

  private Components connect(boolean acrossSlices) {
    int rows = volume.rows();
    for (int row = 0; row < rowStart.length - 1; row++) {
      if (row % rows > 0) {
        connectRows(row - 1, row, 0);
      }
      if (acrossSlices && row >= rows) {
        connectRows(row - rows, row, 0);
      }
    }
    return this;
  }

  private Components connectCorners() {
    int rows = volume.rows();
    for (int row = 0; row < rowStart.length - 1; row++) {
      int r = row % rows;
      if (r > 0) {
        connectRows(row - 1, row, 1);
      }
      for (int d = -1; d <= 1 && row >= rows; d++) {
        if (r + d >= 0 && r + d < rows) {
          connectRows(row - rows + d, row, 1);
        }
      }
    }
    return this;
  }

  /** Joins runs of two rows that overlap, or miss each other by {@code reach} columns less one. */
  private void connectRows(int rowA, int rowB, int reach) {
    int a = rowStart[rowA];
    int b = rowStart[rowB];
    while (a < rowStart[rowA + 1] && b < rowStart[rowB + 1]) {
      if (from[a] < to[b] + reach && from[b] < to[a] + reach) {
        union(a, b);
      }
      if (to[a] < to[b]) {
        a++;
      } else {
        b++;
      }
    }
  }

  private void union(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    label[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  private int root(int run) {
    int r = run;
    while (label[r] != r) {
      label[r] = label[label[r]];
      r = label[r];
    }
    return r;
  }

  /** Roots are the smallest run of their component, so one forward pass numbers them all. */
  private Components number() {
    int[] numbered = new int[runs];
    int count = 0;
    for (int i = 0; i < runs; i++) {
      int root = root(i);
      numbered[i] = root == i ? count++ : numbered[root];
    }
    label = numbered;
    sizes = new long[count];
    border = new boolean[count];
    int rows = volume.rows();
    for (int row = 0; row < rowStart.length - 1; row++) {
      boolean edgeRow = row % rows == 0 || row % rows == rows - 1;
      for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
        sizes[label[i]] += to[i] - from[i];
        border[label[i]] |= edgeRow || from[i] == 0 || to[i] == volume.columns();
      }
    }
    return this;
  }

  /** How many components there are. */
  public int count() {
    return sizes.length;
  }

  /** Voxels of a component. */
  public long size(int component) {
    return sizes[component];
  }

  /** Voxels of each component, the largest first. */
  public long[] sizesDescending() {
    return LongStream.of(sizes).map(n -> -n).sorted().map(n -> -n).toArray();
  }

  /** Whether it reaches the first or last row or column of any slice. */
  public boolean touchesBorder(int component) {
    return border[component];
  }

  /** The component with most voxels; of equals the first; -1 if there is none. */
  public int largest() {
    return IntStream.range(0, count()).reduce(-1, (a, b) -> a < 0 || sizes[b] > sizes[a] ? b : a);
  }

  /**
   * Of components of each slice apart: each slice's with most voxels; of equals the first; -1 where
   * a slice has none.
   */
  public int[] largestOfSlices() {
    int[] largest = new int[volume.slices()];
    Arrays.fill(largest, -1);
    forEachRun(
        (component, slice, row, first, end) -> {
          if (largest[slice] < 0 || sizes[component] > sizes[largest[slice]]) {
            largest[slice] = component;
          }
        });
    return largest;
  }

  /** The voxels of {@link #largestOfSlices}. */
  public BitVolume paintLargestOfSlices() {
    boolean[] keep = new boolean[count()];
    for (int component : largestOfSlices()) {
      if (component >= 0) {
        keep[component] = true;
      }
    }
    return paint(component -> keep[component]);
  }

  /** The voxels of the components that are to be kept. */
  public BitVolume paint(IntPredicate keep) {
    BitVolume out = new BitVolume(volume.slices(), volume.rows(), volume.columns());
    forEachRun(
        (component, slice, row, first, end) -> {
          if (keep.test(component)) {
            out.setRun(slice, row, first, end);
          }
        });
    return out;
  }

  /** Visits every run of every component, by slice, row and column. */
  public void forEachRun(RunVisitor visitor) {
    for (int row = 0; row < rowStart.length - 1; row++) {
      for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
        visitor.visit(label[i], row / volume.rows(), row % volume.rows(), from[i], to[i]);
      }
    }
  }

  /** A run of set voxels in a row: columns {@code from} to {@code to}, exclusive. */
  @FunctionalInterface
  public interface RunVisitor {
    void visit(int component, int slice, int row, int from, int to);
  }
}
