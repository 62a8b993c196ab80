package org.contourflow.volume.bits;

/** The voxels of a mask that share a face with one outside it; the image's end is no outside. */
final class Surface {
  private Surface() {}

  static BitVolume of(BitVolume mask) {
    BitVolume out = new BitVolume(mask.slices(), mask.rows(), mask.columns());
    int words = mask.wordsPerRow();
    int slice = mask.rows() * words;
    long[] in = mask.words();
    int last = mask.columns() - 1;
    for (int i = 0; i < in.length; i++) {
      if (in[i] != 0) {
        int row = i / words % mask.rows();
        int word = i % words;
        long deep = in[i] & neighbour(in, i - 1, word > 0, in[i] << 1, true);
        deep &=
            neighbour(in, i + 1, word < words - 1, in[i] >>> 1, false)
                | (word == last >>> 6 ? 1L << last : 0);
        deep &= i < slice ? -1L : in[i - slice];
        deep &= i + slice >= in.length ? -1L : in[i + slice];
        deep &= row == 0 ? -1L : in[i - words];
        deep &= row == mask.rows() - 1 ? -1L : in[i + words];
        out.words()[i] = in[i] & ~deep;
      }
    }
    return out;
  }

  /** The word shifted by one voxel, with the bit that comes in from the word beside it. */
  private static long neighbour(long[] in, int beside, boolean there, long shifted, boolean low) {
    long bit = there ? (low ? in[beside] >>> 63 : in[beside] & 1) : low ? 1 : 0;
    return shifted | (low ? bit : bit << 63);
  }
}
