package org.contourflow.volume.bits;

/**
 * Dilation, erosion and hole filling of a {@link BitVolume} by discs and balls in millimetres, a
 * word at a time. Beyond the image, erosion sees the border go on (a body cut by the field of view
 * is not eroded there), dilation sees nothing. In its plane a radius below one pixel acts as one
 * pixel.
 */
public final class Morphology {
  private final double sliceMm;
  private final double rowMm;
  private final double columnMm;

  private final double pixelMm;

  /** For voxels of this spacing; of uneven slices the typical step. */
  public Morphology(double sliceMm, double rowMm, double columnMm) {
    this.sliceMm = sliceMm;
    this.rowMm = rowMm;
    this.columnMm = columnMm;
    this.pixelMm = 1.01 * Math.max(rowMm, columnMm);
  }

  /** Dilates each slice by a disc. */
  public BitVolume dilateInPlane(BitVolume in, double radiusMm) {
    BitVolume out = new BitVolume(in.slices(), in.rows(), in.columns());
    addDiscs(in, out, Math.max(radiusMm, pixelMm), 0);
    return out;
  }

  /** Dilates by a ball. */
  public BitVolume dilate(BitVolume in, double radiusMm) {
    BitVolume out = new BitVolume(in.slices(), in.rows(), in.columns());
    int reach = (int) (radiusMm / sliceMm + 1e-6);
    for (int dz = -reach; dz <= reach; dz++) {
      double height = dz * sliceMm;
      double disc = Math.sqrt(Math.max(0, radiusMm * radiusMm - height * height));
      addDiscs(in, out, dz == 0 ? Math.max(disc, pixelMm) : disc, dz);
    }
    return out;
  }

  /** Each slice with what its two neighbours have. */
  public BitVolume oneSliceEachWay(BitVolume in) {
    BitVolume out = in.copy();
    addDiscs(in, out, 0, 1);
    addDiscs(in, out, 0, -1);
    return out;
  }

  /** Erodes each slice by a disc. */
  public BitVolume erodeInPlane(BitVolume in, double radiusMm) {
    return dilateInPlane(in.copy().flip(), radiusMm).flip();
  }

  /** Erodes by a ball. */
  public BitVolume erode(BitVolume in, double radiusMm) {
    return dilate(in.copy().flip(), radiusMm).flip();
  }

  /** Dilates each slice by a disc, then erodes it: closes gaps narrower than twice the radius. */
  public BitVolume closeInPlane(BitVolume in, double radiusMm) {
    return erodeInPlane(dilateInPlane(in, radiusMm), radiusMm);
  }

  /** Erodes each slice by a disc, then dilates it: drops what is thinner than the disc. */
  public BitVolume openInPlane(BitVolume in, double radiusMm) {
    return dilateInPlane(erodeInPlane(in, radiusMm), radiusMm);
  }

  /** Sets, slice by slice, every clear voxel that no path of clear ones joins to the border. */
  public static BitVolume fillHolesInPlane(BitVolume in) {
    Components clear = Components.ofSlices(in.copy().flip());
    return clear.paint(c -> !clear.touchesBorder(c)).or(in);
  }

  private void addDiscs(BitVolume in, BitVolume out, double radiusMm, int dz) {
    int words = in.wordsPerRow();
    long[] wide = new long[in.rows() * words];
    int reach = (int) (radiusMm / rowMm + 1e-6);
    for (int s = Math.max(0, dz); s < Math.min(in.slices(), in.slices() + dz); s++) {
      int from = (s - dz) * in.rows() * words;
      for (int dy = 0; dy <= reach; dy++) {
        double half = Math.sqrt(Math.max(0, radiusMm * radiusMm - dy * rowMm * dy * rowMm));
        widen(in.words(), from, wide, in.rows(), words, (int) (half / columnMm + 1e-6));
        orRows(wide, out.words(), s * in.rows() * words, in.rows(), words, dy);
        if (dy > 0) {
          orRows(wide, out.words(), s * in.rows() * words, in.rows(), words, -dy);
        }
      }
    }
    clearPadding(out);
  }

  /** Each row dilated by {@code reach} columns both ways: shifts of growing length. */
  private static void widen(long[] in, int from, long[] out, int rows, int words, int reach) {
    System.arraycopy(in, from, out, 0, rows * words);
    long[] row = new long[words];
    for (int done = 0; done < reach; ) {
      int step = Math.min(2 * done + 1, reach - done);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(out, r * words, row, 0, words);
        orShifted(row, out, r * words, step);
      }
      done += step;
    }
  }

  private static void orShifted(long[] row, long[] out, int base, int shift) {
    int skip = shift >>> 6;
    int bits = shift & 63;
    for (int w = 0; w < row.length; w++) {
      if (row[w] == 0) {
        continue;
      }
      orWord(out, base, row.length, w + skip, row[w] << bits);
      orWord(out, base, row.length, w - skip, row[w] >>> bits);
      if (bits != 0) {
        orWord(out, base, row.length, w + skip + 1, row[w] >>> (64 - bits));
        orWord(out, base, row.length, w - skip - 1, row[w] << (64 - bits));
      }
    }
  }

  private static void orWord(long[] out, int base, int words, int w, long value) {
    if (w >= 0 && w < words) {
      out[base + w] |= value;
    }
  }

  private static void orRows(long[] in, long[] out, int base, int rows, int words, int dy) {
    for (int r = Math.max(0, -dy); r < Math.min(rows, rows - dy); r++) {
      for (int w = 0; w < words; w++) {
        out[base + (r + dy) * words + w] |= in[r * words + w];
      }
    }
  }

  private static void clearPadding(BitVolume volume) {
    int tail = volume.columns() & 63;
    if (tail != 0) {
      long keep = (1L << tail) - 1;
      for (int i = volume.wordsPerRow() - 1; i < volume.words().length; i += volume.wordsPerRow()) {
        volume.words()[i] &= keep;
      }
    }
  }
}
