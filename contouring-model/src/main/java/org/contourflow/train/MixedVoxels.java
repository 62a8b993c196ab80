package org.contourflow.train;

import java.util.Arrays;

/**
 * The voxels of a window around which lie several codes, and the share that each code has of them.
 * Together a code gets as many of these voxels as its shares add up to, those with its largest
 * shares first. Were each voxel given to its largest share alone, thin organs would shrink: a cord
 * to nine tenths of its volume.
 */
final class MixedVoxels {
  private static final int CODES = 256;
  private static final int SHARE_BITS = 22;
  private static final int VOXEL_BITS = 32;

  /** Odd, so that it has an inverse: equal shares take turns all over the window, not in order. */
  private static final int SCATTER = 0x9E3779B1;

  private static final int GATHER = inverse(SCATTER);

  private final double[] sums = new double[CODES];
  private long[] shares = new long[1 << 14];
  private int count;

  /** That a code has a share of a voxel, above 0 and at most 1. */
  void add(int voxel, int code, float share) {
    sums[code] += share;
    if (count == shares.length) {
      shares = Arrays.copyOf(shares, 2 * count);
    }
    long small = (1L << SHARE_BITS) - Math.round(share * (double) (1L << SHARE_BITS));
    long scattered = voxel * SCATTER & 0xFFFFFFFFL;
    shares[count++] = (small << VOXEL_BITS | scattered) << 8 | code;
  }

  /** Writes the codes of all voxels that were added. */
  void settle(byte[] codes) {
    Arrays.sort(shares, 0, count);
    boolean[] settled = new boolean[codes.length];
    long[] left = Arrays.stream(sums).mapToLong(Math::round).toArray();
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        int code = (int) (shares[i] & 0xFF);
        int voxel = (int) (shares[i] >>> 8) * GATHER;
        // What rounding leaves over in the end goes to its largest share.
        if (!settled[voxel] && (pass == 1 || left[code] > 0)) {
          settled[voxel] = true;
          left[code]--;
          codes[voxel] = (byte) code;
        }
      }
    }
  }

  /** Of an odd number, modulo 2 to the 32; each round doubles the bits that are right. */
  private static int inverse(int odd) {
    int inverse = odd;
    for (int round = 0; round < 5; round++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
