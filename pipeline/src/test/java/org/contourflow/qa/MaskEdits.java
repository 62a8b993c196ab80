package org.contourflow.qa;

import java.util.BitSet;
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

  private static Morphology morphology(BinaryMask mask) {
    return new Morphology(sliceMm(mask), mask.grid().rowSpacingMm(), mask.grid().columnSpacingMm());
  }

  static BinaryMask grown(BinaryMask mask, double mm) {
    return morphology(mask).dilate(BitVolume.of(mask), mm).toMask(mask.grid());
  }

  static BinaryMask shrunk(BinaryMask mask, double mm) {
    return morphology(mask).erode(BitVolume.of(mask), mm).toMask(mask.grid());
  }

  static BinaryMask grownInPlane(BinaryMask mask, double mm) {
    return morphology(mask).dilateInPlane(BitVolume.of(mask), mm).toMask(mask.grid());
  }

  /** A ball of this radius about a voxel. */
  static BinaryMask ball(BinaryMask like, int slice, int row, int column, double mm) {
    VoxelGrid g = like.grid();
    return BinaryMask.of(
        g,
        (s, r, c) ->
            Math.hypot(
                    Math.hypot((s - slice) * sliceMm(like), (r - row) * g.rowSpacingMm()),
                    (c - column) * g.columnSpacingMm())
                <= mm);
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
