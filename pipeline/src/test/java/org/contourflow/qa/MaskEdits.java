package org.contourflow.qa;

import java.util.BitSet;
import java.util.function.BiFunction;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Morphology;

/** Changes a mask on its grid, in mm; what would leave the image is lost. */
final class MaskEdits {
  private MaskEdits() {}

  static BinaryMask of(VoxelGrid grid, BitSet bits) {
    return BinaryMask.wrap(grid, bits);
  }

  static int plane(BinaryMask mask) {
    return mask.grid().rows() * mask.grid().columns();
  }

  static int first(BinaryMask mask) {
    return mask.toBitSet().nextSetBit(0) / plane(mask);
  }

  static int last(BinaryMask mask) {
    return (mask.toBitSet().length() - 1) / plane(mask);
  }

  static double sliceMm(BinaryMask mask) {
    return mask.grid().sliceStepMm(0);
  }

  static int slices(BinaryMask mask, double mm) {
    return Math.max(1, (int) Math.round(mm / sliceMm(mask)));
  }

  static BinaryMask shift(BinaryMask mask, double sliceMm, double rowMm, double columnMm) {
    VoxelGrid g = mask.grid();
    int ds = (int) Math.round(sliceMm / sliceMm(mask));
    int dr = (int) Math.round(rowMm / g.rowSpacingMm());
    int dc = (int) Math.round(columnMm / g.columnSpacingMm());
    BitSet out = new BitSet();
    mask.toBitSet().stream()
        .forEach(
            i -> {
              int s = i / plane(mask) + ds;
              int r = i % plane(mask) / g.columns() + dr;
              int c = i % g.columns() + dc;
              if (s >= 0 && s < g.slices() && r >= 0 && r < g.rows() && c >= 0 && c < g.columns()) {
                out.set((s * g.rows() + r) * g.columns() + c);
              }
            });
    return of(g, out);
  }

  /** Only the slices from {@code from} to {@code to}, both included. */
  static BinaryMask slab(BinaryMask mask, int from, int to) {
    BitSet bits = mask.toBitSet();
    bits.clear(0, Math.max(0, from) * plane(mask));
    bits.clear(
        Math.min(mask.grid().slices(), to + 1) * plane(mask), mask.grid().slices() * plane(mask));
    return of(mask.grid(), bits);
  }

  static BinaryMask without(BinaryMask mask, BinaryMask other) {
    BitSet bits = mask.toBitSet();
    bits.andNot(other.toBitSet());
    return of(mask.grid(), bits);
  }

  static BinaryMask with(BinaryMask mask, BinaryMask other) {
    BitSet bits = mask.toBitSet();
    bits.or(other.toBitSet());
    return of(mask.grid(), bits);
  }

  static BinaryMask common(BinaryMask mask, BinaryMask other) {
    BitSet bits = mask.toBitSet();
    bits.and(other.toBitSet());
    return of(mask.grid(), bits);
  }

  /** The part of an image that holds a mask and this many mm around it. */
  private record Box(int[] from, int[] to) {
    static Box around(BinaryMask mask, double mm) {
      VoxelGrid g = mask.grid();
      int[] size = {g.slices(), g.rows(), g.columns()};
      double[] step = {sliceMm(mask), g.rowSpacingMm(), g.columnSpacingMm()};
      int[] from = size.clone();
      int[] to = new int[3];
      mask.toBitSet().stream()
          .forEach(
              i -> {
                int[] at = {i / plane(mask), i % plane(mask) / g.columns(), i % g.columns()};
                for (int k = 0; k < 3; k++) {
                  from[k] = Math.min(from[k], at[k]);
                  to[k] = Math.max(to[k], at[k] + 1);
                }
              });
      for (int k = 0; k < 3; k++) {
        int reach = (int) Math.ceil(mm / step[k]) + 2;
        from[k] = Math.max(0, from[k] - reach);
        to[k] = Math.min(size[k], to[k] + reach);
      }
      return new Box(from, to);
    }

    BitVolume cut(BinaryMask mask) {
      BitVolume out = new BitVolume(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
      VoxelGrid g = mask.grid();
      mask.toBitSet().stream()
          .forEach(
              i ->
                  out.set(
                      i / plane(mask) - from[0],
                      i % plane(mask) / g.columns() - from[1],
                      i % g.columns() - from[2]));
      return out;
    }

    BinaryMask back(BitVolume part, VoxelGrid g) {
      BitSet bits = new BitSet((int) g.voxelCount());
      for (int s = from[0]; s < to[0]; s++) {
        for (int r = from[1]; r < to[1]; r++) {
          for (int c = from[2]; c < to[2]; c++) {
            if (part.get(s - from[0], r - from[1], c - from[2])) {
              bits.set((s * g.rows() + r) * g.columns() + c);
            }
          }
        }
      }
      return of(g, bits);
    }
  }

  /** Only about the mask: an image is many times as large as an organ. */
  private static BinaryMask changed(
      BinaryMask mask, double mm, BiFunction<Morphology, BitVolume, BitVolume> change) {
    if (mask.isEmpty()) {
      return mask;
    }
    VoxelGrid g = mask.grid();
    Morphology morphology = new Morphology(sliceMm(mask), g.rowSpacingMm(), g.columnSpacingMm());
    Box box = Box.around(mask, mm);
    return box.back(change.apply(morphology, box.cut(mask)), g);
  }

  static BinaryMask grown(BinaryMask mask, double mm) {
    return changed(mask, mm, (morphology, bits) -> morphology.dilate(bits, mm));
  }

  static BinaryMask shrunk(BinaryMask mask, double mm) {
    return changed(mask, mm, (morphology, bits) -> morphology.erode(bits, mm));
  }

  static BinaryMask grownInPlane(BinaryMask mask, double mm) {
    return changed(mask, mm, (morphology, bits) -> morphology.dilateInPlane(bits, mm));
  }

  /** A ball of this radius about a voxel. */
  static BinaryMask ball(BinaryMask like, int slice, int row, int column, double mm) {
    VoxelGrid g = like.grid();
    BitSet one = new BitSet();
    one.set((slice * g.rows() + row) * g.columns() + column);
    Box box = Box.around(of(g, one), mm);
    BitSet bits = new BitSet((int) g.voxelCount());
    for (int s = box.from()[0]; s < box.to()[0]; s++) {
      for (int r = box.from()[1]; r < box.to()[1]; r++) {
        for (int c = box.from()[2]; c < box.to()[2]; c++) {
          double inPlane =
              Math.hypot((r - row) * g.rowSpacingMm(), (c - column) * g.columnSpacingMm());
          if (Math.hypot((s - slice) * sliceMm(like), inPlane) <= mm) {
            bits.set((s * g.rows() + r) * g.columns() + c);
          }
        }
      }
    }
    return of(g, bits);
  }

  /** Slice, row and column of the voxel in the middle of the mask. */
  static int[] middle(BinaryMask mask) {
    VoxelGrid g = mask.grid();
    long[] sum = new long[3];
    BitSet bits = mask.toBitSet();
    bits.stream()
        .forEach(
            i -> {
              sum[0] += i / plane(mask);
              sum[1] += i % plane(mask) / g.columns();
              sum[2] += i % g.columns();
            });
    int n = bits.cardinality();
    return new int[] {
      (int) Math.round(sum[0] / (double) n),
      (int) Math.round(sum[1] / (double) n),
      (int) Math.round(sum[2] / (double) n)
    };
  }
}
