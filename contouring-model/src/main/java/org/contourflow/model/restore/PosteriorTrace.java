package org.contourflow.model.restore;

import java.util.function.IntPredicate;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;

/**
 * Posterior of each voxel's likeliest structure, also where background is likelier, in steps of
 * 1/127: what is needed to say how sure a mask is. A byte a voxel beside the labels.
 */
public final class PosteriorTrace {
  private static final int STEPS = 127;
  private static final int WON = 0x80;

  /** How far round a mask its posterior is looked for, mm. */
  private static final double MARGIN_MM = 12;

  private final byte[] labels;
  private final byte[] state;

  /** Fills in {@code labels} too. */
  PosteriorTrace(byte[] labels) {
    this.labels = labels;
    this.state = new byte[labels.length];
  }

  void set(int voxel, int label, double posterior, boolean won) {
    int step = (int) Math.round(posterior * STEPS);
    if (step > 0 || won) {
      labels[voxel] = (byte) label;
      state[voxel] = (byte) (won ? step | WON : step);
    }
  }

  boolean won(int voxel) {
    return (state[voxel] & WON) != 0;
  }

  private double posterior(int voxel, IntPredicate of) {
    return of.test(labels[voxel] & 0xFF) ? (double) (state[voxel] & STEPS) / STEPS : 0;
  }

  /**
   * The Dice that the posterior itself expects of a mask: twice the mask's posterior over the
   * mask's size and all posterior in and round it. 0 for an empty mask.
   *
   * @param of the labels that the mask is made of
   * @param mask of these, post-processed
   * @param spacingMm of slices, rows and columns
   */
  public double expectedDice(IntPredicate of, BitVolume mask, double[] spacingMm) {
    Box box = Box.of(mask, spacingMm);
    double inside = 0;
    double all = 0;
    for (int s = box.s0; s < box.s1; s++) {
      for (int r = box.r0; r < box.r1; r++) {
        int at = (s * mask.rows() + r) * mask.columns();
        for (int c = box.c0; c < box.c1; c++) {
          double p = posterior(at + c, of);
          if (p > 0) {
            all += p;
            inside += mask.get(s, r, c) ? p : 0;
          }
        }
      }
    }
    long size = mask.count();
    return size == 0 ? 0 : 2 * inside / (size + all);
  }

  /** Bounds of the set voxels and a margin. */
  private record Box(int s0, int s1, int r0, int r1, int c0, int c1) {
    static Box of(BitVolume mask, double[] spacingMm) {
      int[] low = {mask.slices(), mask.rows(), mask.columns()};
      int[] high = {0, 0, 0};
      Components.ofSlices(mask)
          .forEachRun(
              (part, s, r, from, to) -> {
                low[0] = Math.min(low[0], s);
                low[1] = Math.min(low[1], r);
                low[2] = Math.min(low[2], from);
                high[0] = Math.max(high[0], s + 1);
                high[1] = Math.max(high[1], r + 1);
                high[2] = Math.max(high[2], to);
              });
      int[] more = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        more[axis] = (int) Math.ceil(MARGIN_MM / spacingMm[axis]);
      }
      return new Box(
          Math.max(0, low[0] - more[0]),
          Math.min(mask.slices(), high[0] + more[0]),
          Math.max(0, low[1] - more[1]),
          Math.min(mask.rows(), high[1] + more[1]),
          Math.max(0, low[2] - more[2]),
          Math.min(mask.columns(), high[2] + more[2]));
    }
  }
}
