package org.contourflow.qa;

import java.util.BitSet;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/**
 * A mask's slices one after another: how its outline changes from each to the next. Areas in mm2,
 * places in mm in the plane of the slices.
 */
final class SliceRun {
  /** Neighbours farther apart than this may differ more in proportion, mm. */
  private static final double USUAL_STEP_MM = 3;

  /** Of slices smaller than this share of the largest one, the middle says little. */
  private static final double SMALL_SHARE = 0.3;

  /** A block of slices that goes on for longer is a part of the organ. */
  private static final double BULGE_MM = 10.01;

  private final VoxelGrid grid;
  private final int first;
  private final BitSet[] slices;
  private final double[] area;
  private final double[] row;
  private final double[] column;
  private final double[] edgeMm;
  private double largest;
  private double mean;

  SliceRun(BinaryMask mask, MaskFacts facts) {
    this.grid = mask.grid();
    this.first = facts.firstSlice();
    int n = facts.lastSlice() - first + 1;
    slices = new BitSet[n];
    area = new double[n];
    row = new double[n];
    column = new double[n];
    edgeMm = new double[n];
    for (int i = 0; i < n; i++) {
      slices[i] = mask.slice(first + i);
      measure(i);
      largest = Math.max(largest, area[i]);
      mean += area[i] / n;
    }
  }

  private void measure(int i) {
    BitSet bits = slices[i];
    int columns = grid.columns();
    double rows = 0;
    double cols = 0;
    long runs = 0;
    for (int b = bits.nextSetBit(0); b >= 0; ) {
      int end = Math.min(bits.nextClearBit(b), (b / columns + 1) * columns);
      rows += (double) (b / columns) * (end - b);
      cols += (b % columns + (end - b - 1) / 2.0) * (end - b);
      runs++;
      b = bits.nextSetBit(end);
    }
    int count = bits.cardinality();
    area[i] = count * grid.rowSpacingMm() * grid.columnSpacingMm();
    row[i] = rows / count * grid.rowSpacingMm();
    column[i] = cols / count * grid.columnSpacingMm();
    BitSet below = bits.get(columns, Math.max(columns, bits.length()));
    below.xor(bits);
    // Every run has two sides; rows that differ from the next have edges between them.
    edgeMm[i] = 2 * runs * grid.rowSpacingMm() + below.cardinality() * grid.columnSpacingMm();
  }

  /** Slices from its first to its last. */
  int count() {
    return slices.length;
  }

  boolean isEmpty(int i) {
    return area[i] == 0;
  }

  /** The middle of a slice that is not empty, along the image's columns from its first row, mm. */
  double rowMm(int i) {
    return row[i];
  }

  /** The same along its rows. */
  double columnMm(int i) {
    return column[i];
  }

  /** Whether two neighbouring slices both hold something. */
  private boolean both(int i) {
    return area[i] > 0 && area[i + 1] > 0;
  }

  private double scale(int i) {
    return Math.min(1, USUAL_STEP_MM / grid.sliceStepMm(first + i));
  }

  void into(Measures out) {
    steps(out);
    triples(out);
    bulge(out);
    boolean upwards = grid.orientation().normal().z() >= 0;
    double low = area[0] / mean;
    double high = area[area.length - 1] / mean;
    int last = first + area.length - 1;
    out.put(Feature.FOOT_BLUNT, upwards ? low : high, upwards ? first : last);
    out.put(Feature.HEAD_BLUNT, upwards ? high : low, upwards ? last : first);
    out.put(Feature.ROUGHNESS, surfaceMm2() / ballMm2(out.facts().volumeCc() * 1000));
  }

  private void steps(Measures out) {
    Worst step = new Worst();
    Worst jump = new Worst();
    Worst apart = new Worst();
    for (int i = 0; i + 1 < slices.length; i++) {
      if (!both(i)) {
        continue;
      }
      step.see(Math.abs(area[i + 1] - area[i]) / mean * scale(i), first + i + 1);
      if (Math.min(area[i], area[i + 1]) >= SMALL_SHARE * largest) {
        double mm = Math.hypot(row[i + 1] - row[i], column[i + 1] - column[i]);
        jump.see(mm * scale(i), first + i + 1);
      }
      BitSet shared = (BitSet) slices[i].clone();
      shared.and(slices[i + 1]);
      int least = Math.min(slices[i].cardinality(), slices[i + 1].cardinality());
      apart.see(1 - shared.cardinality() / (double) least, first + i + 1);
    }
    step.into(out, Feature.AREA_STEP);
    jump.into(out, Feature.CENTRE_STEP);
    if (apart.slice >= 0) {
      out.put(Feature.LEAST_OVERLAP, 1 - apart.value, apart.slice);
    }
  }

  /** Blocks of a few slices with a ring about them that neither the slice below nor above has. */
  private void bulge(Measures out) {
    Worst worst = new Worst();
    for (int from = 1; from + 1 < slices.length; from++) {
      if (both(from - 1) && both(from)) {
        worst.see(0, first + from);
      }
      BitSet ring = (BitSet) slices[from].clone();
      ring.andNot(slices[from - 1]);
      for (int to = from; to + 1 < slices.length && isThin(from, to) && !ring.isEmpty(); to++) {
        ring.and(slices[to]);
        if (both(from - 1) && both(to)) {
          BitSet beyond = (BitSet) ring.clone();
          beyond.andNot(slices[to + 1]);
          double mm2 = beyond.cardinality() * grid.rowSpacingMm() * grid.columnSpacingMm();
          worst.see(mm2 / Math.max(edgeMm[from - 1], edgeMm[to + 1]), first + from);
        }
      }
    }
    worst.into(out, Feature.BULGE);
  }

  /** Whether slices {@code from} to {@code to} are 10 mm at most. */
  private boolean isThin(int from, int to) {
    double mm = grid.slicePositionMm(first + to + 1) - grid.slicePositionMm(first + from);
    return to == from || mm <= BULGE_MM;
  }

  private void triples(Measures out) {
    Worst bump = new Worst();
    Worst tooth = new Worst();
    double teeth = 0;
    double all = 0;
    double[] zigzag = new double[slices.length];
    int count = 0;
    for (int i = 1; i + 1 < slices.length; i++) {
      if (!both(i - 1) || !both(i)) {
        continue;
      }
      double beside = (area[i - 1] + area[i + 1]) / 2;
      bump.see(Math.abs(area[i] - beside) / mean, first + i);
      int odd = odd(i);
      tooth.see(odd / (double) slices[i].cardinality(), first + i);
      teeth += odd;
      all += slices[i].cardinality();
      double dr = row[i] - (row[i - 1] + row[i + 1]) / 2;
      double dc = column[i] - (column[i - 1] + column[i + 1]) / 2;
      zigzag[count++] = Math.hypot(dr, dc);
    }
    bump.into(out, Feature.AREA_BUMP);
    if (count > 0) {
      out.put(Feature.COMB, teeth / all, tooth.slice);
      double[] sorted = java.util.Arrays.copyOf(zigzag, count);
      java.util.Arrays.sort(sorted);
      out.put(Feature.WOBBLE, sorted[count / 2]);
    }
  }

  /** Pixels that slice i alone has of three neighbours, or alone has not. */
  private int odd(int i) {
    BitSet either = (BitSet) slices[i - 1].clone();
    either.or(slices[i + 1]);
    BitSet both = (BitSet) slices[i - 1].clone();
    both.and(slices[i + 1]);
    BitSet alone = (BitSet) slices[i].clone();
    alone.andNot(either);
    both.andNot(slices[i]);
    return alone.cardinality() + both.cardinality();
  }

  private double surfaceMm2() {
    double sum = area[0] + area[area.length - 1];
    double pixel = grid.rowSpacingMm() * grid.columnSpacingMm();
    for (int i = 0; i < slices.length; i++) {
      sum += edgeMm[i] * grid.sliceThicknessMm(first + i, USUAL_STEP_MM);
      if (i > 0) {
        BitSet caps = (BitSet) slices[i].clone();
        caps.xor(slices[i - 1]);
        sum += caps.cardinality() * pixel;
      }
    }
    return sum;
  }

  private static double ballMm2(double mm3) {
    return Math.cbrt(36 * Math.PI * mm3 * mm3);
  }

  /**
   * How wide the flat side of a body is: the outermost 8 mm at the back or the front, against its
   * widest row, in the slices where it is most so (nine of ten are less).
   */
  double flatWidth() {
    double[] ratios = new double[slices.length];
    int count = 0;
    for (int i = 0; i < slices.length; i++) {
      if (area[i] > 0) {
        ratios[count++] = flatWidth(slices[i]);
      }
    }
    double[] sorted = java.util.Arrays.copyOf(ratios, count);
    java.util.Arrays.sort(sorted);
    return sorted[(int) (0.9 * (count - 1))];
  }

  private double flatWidth(BitSet bits) {
    int columns = grid.columns();
    int top = bits.nextSetBit(0) / columns;
    int bottom = (bits.length() - 1) / columns;
    int layer = Math.max(1, (int) Math.round(8 / grid.rowSpacingMm()));
    double widest = 0;
    double flat = 0;
    for (int r = top; r <= bottom; r++) {
      int count = bits.get(r * columns, (r + 1) * columns).cardinality();
      widest = Math.max(widest, count);
      if (r < top + layer || r > bottom - layer) {
        flat = Math.max(flat, count);
      }
    }
    return flat / widest;
  }

  /** The largest value so far and where it was. */
  private static final class Worst {
    private double value;
    private int slice = -1;

    void see(double candidate, int at) {
      if (slice < 0 || candidate > value) {
        value = candidate;
        slice = at;
      }
    }

    void into(Measures out, Feature feature) {
      if (slice >= 0) {
        out.put(feature, value, slice);
      }
    }
  }
}
