package org.contourflow.qa;

import java.util.BitSet;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.DistanceTransform;

/** How thick a structure is, what lies on each side of it, and how far it is from the skin. */
final class Surroundings {
  /** Tissue so near to a structure on one side is what it lies against. */
  static final double SIDE_MM = 8;

  /** What only so many mm across the slices have stands out from the rest. */
  private static final double FLANGE_MM = 10.5;

  /** In a box of more voxels than this it takes too long and too much memory: lungs, bones. */
  private static final long MOST_VOXELS = 8_000_000;

  private static final Feature[] SIDES = {
    Feature.HU_LEFT,
    Feature.HU_RIGHT,
    Feature.HU_BACK,
    Feature.HU_FRONT,
    Feature.HU_ABOVE,
    Feature.HU_BELOW
  };
  private static final Direction[] AXES = {
    new Direction(1, 0, 0), new Direction(0, 1, 0), new Direction(0, 0, 1)
  };

  private final MaskBox box;
  private final BitVolume bits;

  Surroundings(MaskBox box) {
    this.box = box;
    this.bits = box.bits();
  }

  /** All of it; nothing of a structure that is too large. */
  void into(Optional<CtVolume> ct, Measures out) {
    if ((long) bits.slices() * bits.rows() * bits.columns() <= MOST_VOXELS) {
      depth(out);
      flange(out);
      ct.ifPresent(c -> sides(c, out));
    }
  }

  /**
   * Depth below the surface: to the middle of the nearest voxel that is not in it, less half a
   * pixel, so that fine and coarse voxels give the same.
   */
  private void depth(Measures out) {
    int n = bits.slices() * bits.rows() * bits.columns();
    boolean[] outside = new boolean[n];
    int i = 0;
    for (int s = 0; s < bits.slices(); s++) {
      for (int r = 0; r < bits.rows(); r++) {
        for (int c = 0; c < bits.columns(); c++) {
          outside[i++] = !bits.get(s, r, c);
        }
      }
    }
    double[] mm = DistanceTransform.mm(outside, box.positionsMm());
    double sum = 0;
    double most = 0;
    long count = 0;
    for (double d : mm) {
      sum += d;
      most = Math.max(most, d);
      count += d > 0 ? 1 : 0;
    }
    double halfPixel = (box.grid().rowSpacingMm() + box.grid().columnSpacingMm()) / 4;
    out.put(Feature.DEPTH, sum / count - halfPixel);
    out.put(Feature.GREATEST_DEPTH, most - halfPixel);
  }

  /** The largest area of a slice whose neighbours a few mm above and below both lack it. */
  private void flange(Measures out) {
    double[][] at = box.positionsMm();
    int slices = bits.slices();
    int[] thin = new int[slices];
    for (int r = 0; r < bits.rows(); r++) {
      for (int c = 0; c < bits.columns(); c++) {
        for (int s = 0; s < slices; s++) {
          int end = s;
          while (end < slices && bits.get(end, r, c)) {
            end++;
          }
          // What the scan's end cuts may go on there.
          boolean cut = s + box.firstSlice() == 0 || box.firstSlice() + end == box.grid().slices();
          if (end > s && !cut && end - s < slices - 2 && at[0][end] - at[0][s] < FLANGE_MM) {
            for (int k = s; k < end; k++) {
              thin[k]++;
            }
          }
          s = end;
        }
      }
    }
    int worst = 0;
    for (int s = 1; s < slices; s++) {
      worst = thin[s] > thin[worst] ? s : worst;
    }
    double mean = bits.count() / (double) filledSlices();
    out.put(Feature.FLANGE, thin[worst] / mean, box.firstSlice() + worst);
  }

  private int filledSlices() {
    int count = 0;
    for (int s = 0; s < bits.slices(); s++) {
      count += bits.count(s) > 0 ? 1 : 0;
    }
    return count;
  }

  /** Mean HU of what lies against it on each of the patient's sides. */
  private void sides(CtVolume ct, Measures out) {
    VoxelGrid g = box.grid();
    Direction[] own = {
      g.orientation().normal(), g.orientation().alongColumn(), g.orientation().alongRow()
    };
    double[] stepMm = {
      g.slices() > 1 ? g.smallestSliceStepMm(SIDE_MM) : SIDE_MM,
      g.rowSpacingMm(),
      g.columnSpacingMm()
    };
    for (int i = 0; i < AXES.length; i++) {
      int axis = nearest(AXES[i], own);
      int towards = AXES[i].dot(own[axis]) > 0 ? 1 : -1;
      int reach = axis == 0 ? 1 : Math.max(1, (int) Math.round(SIDE_MM / stepMm[axis]));
      out.put(SIDES[2 * i], box.meanHu(ct, beside(axis, towards, reach)));
      out.put(SIDES[2 * i + 1], box.meanHu(ct, beside(axis, -towards, reach)));
    }
  }

  private static int nearest(Direction of, Direction[] own) {
    int best = 0;
    for (int k = 1; k < own.length; k++) {
      best = Math.abs(of.dot(own[k])) > Math.abs(of.dot(own[best])) ? k : best;
    }
    return best;
  }

  /** Voxels that are not in it, but so near to one that is, along an axis of the grid. */
  private BitVolume beside(int axis, int towards, int reach) {
    BitVolume out = new BitVolume(bits.slices(), bits.rows(), bits.columns());
    int ds = axis == 0 ? towards : 0;
    int dr = axis == 1 ? towards : 0;
    int dc = axis == 2 ? towards : 0;
    for (int s = 0; s < bits.slices(); s++) {
      for (int r = 0; r < bits.rows(); r++) {
        for (int c = 0; c < bits.columns(); c++) {
          for (int k = 1; k <= reach && bits.get(s, r, c); k++) {
            if (isInside(s + k * ds, r + k * dr, c + k * dc)) {
              out.set(s + k * ds, r + k * dr, c + k * dc);
            }
          }
        }
      }
    }
    return out.andNot(bits);
  }

  private boolean isInside(int s, int r, int c) {
    return s >= 0 && s < bits.slices() && r >= 0 && r < bits.rows() && c >= 0 && c < bits.columns();
  }

  /**
   * How far the middle of its slices is from the skin, and how large the body is there.
   *
   * @param run the structure's slices
   */
  static void skin(SliceRun run, BinaryMask body, Measures out) {
    VoxelGrid g = body.grid();
    double sum = 0;
    double area = 0;
    int count = 0;
    for (int i = 0; i < run.count(); i++) {
      BitSet slice = body.slice(out.facts().firstSlice() + i);
      if (run.isEmpty(i) || slice.isEmpty()) {
        continue;
      }
      sum += toSkinMm(slice, g, run.rowMm(i), run.columnMm(i));
      area += slice.cardinality() * g.rowSpacingMm() * g.columnSpacingMm() / 100;
      count++;
    }
    if (count > 0) {
      out.put(Feature.SKIN, sum / count);
      out.put(Feature.BODY_SECTION, area / count);
    }
  }

  private static double toSkinMm(BitSet body, VoxelGrid g, double rowMm, double columnMm) {
    int columns = g.columns();
    int middle =
        (int) Math.round(rowMm / g.rowSpacingMm()) * columns
            + (int) Math.round(columnMm / g.columnSpacingMm());
    if (!body.get(middle)) {
      return 0;
    }
    double least = Double.MAX_VALUE;
    for (int b = body.nextSetBit(0); b >= 0; ) {
      int end = Math.min(body.nextClearBit(b), (b / columns + 1) * columns);
      double dr = b / columns * g.rowSpacingMm() - rowMm;
      for (int at : new int[] {b, end - 1}) {
        double dc = at % columns * g.columnSpacingMm() - columnMm;
        least = Math.min(least, Math.hypot(dr, dc));
      }
      b = body.nextSetBit(end);
    }
    int column = middle % columns;
    for (int way : new int[] {-columns, columns}) {
      int at = middle;
      while (at >= 0 && body.get(at)) {
        at += way;
      }
      int row = Math.floorDiv(at - column, columns);
      least = Math.min(least, Math.abs(row * g.rowSpacingMm() - rowMm));
    }
    return least;
  }
}
