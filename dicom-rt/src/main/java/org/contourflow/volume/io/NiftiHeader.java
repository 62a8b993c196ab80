package org.contourflow.volume.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The fields of a NIfTI-1 header that place and scale voxels; the affine is in LPS mm.
 *
 * @param affineLps 3 x 4, row-major: patient = A (column, row, slice, 1)
 * @param conflictMm how far apart sform and qform place the same corner voxel, at most; 0 where
 *     only one of them is given
 */
record NiftiHeader(
    ByteOrder order,
    int columns,
    int rows,
    int slices,
    NiftiType type,
    int dataOffset,
    double slope,
    double intercept,
    double[] affineLps,
    double conflictMm) {

  static final int SIZE = 348;

  /** Below this, a² is the rounding of 32-bit b, c, d: a half turn (nifti1_io's own bound). */
  private static final double HALF_TURN = 1e-7;

  /** Parses 348 bytes; refuses what cannot be placed without guessing. */
  static NiftiHeader parse(byte[] bytes, Path file) throws NiftiFormatException {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (b.getInt(0) != SIZE) {
      b.order(ByteOrder.BIG_ENDIAN);
    }
    if (b.getInt(0) != SIZE) {
      throw new NiftiFormatException(
          file, "not a NIfTI-1 file (NIfTI-2, Analyze and others: convert it to .nii or .nii.gz)");
    }
    if (!(bytes[344] == 'n' && bytes[345] == '+' && bytes[346] == '1')) {
      throw new NiftiFormatException(file, "header and voxels must be in one file (magic n+1)");
    }
    int unit = bytes[123] & 7;
    if (unit != 0 && unit != 2) {
      throw new NiftiFormatException(file, "the unit of length is not mm; convert it to mm");
    }
    requireThreeDimensions(b, file);
    double slope = b.getFloat(112);
    boolean scaled = slope != 0 && Double.isFinite(slope);
    return new NiftiHeader(
        b.order(),
        b.getShort(42),
        b.getShort(44),
        b.getShort(46),
        NiftiType.of(b.getShort(70), file),
        Math.max(SIZE + 4, (int) b.getFloat(108)),
        scaled ? slope : 1,
        scaled ? b.getFloat(116) : 0,
        affine(b, file),
        conflictMm(b));
  }

  private static void requireThreeDimensions(ByteBuffer b, Path file) throws NiftiFormatException {
    int dimensions = b.getShort(40);
    boolean ok = dimensions >= 3 && dimensions <= 7;
    for (int d = 1; ok && d <= dimensions; d++) {
      int n = b.getShort(40 + 2 * d);
      ok = d <= 3 ? n > 0 : n == 1;
    }
    if (!ok) {
      throw new NiftiFormatException(file, "must have exactly three dimensions larger than 0");
    }
  }

  /** sform first, then qform, as NIfTI-1 recommends; neither: refused, left and right unknown. */
  private static double[] affine(ByteBuffer b, Path file) throws NiftiFormatException {
    double[] a;
    if (b.getShort(254) > 0) {
      a = sform(b);
    } else if (b.getShort(252) > 0) {
      a = qform(b);
    } else {
      throw new NiftiFormatException(
          file, "has neither sform nor qform, so left and right are unknown; set one of them");
    }
    for (int i = 0; i < 8; i++) {
      a[i] = -a[i];
    }
    return a;
  }

  private static double[] sform(ByteBuffer b) {
    double[] a = new double[12];
    for (int i = 0; i < 12; i++) {
      a[i] = b.getFloat(280 + 4 * i);
    }
    return a;
  }

  /** Between the two places of the eight corner voxels. */
  private static double conflictMm(ByteBuffer b) {
    if (b.getShort(254) <= 0 || b.getShort(252) <= 0) {
      return 0;
    }
    double[] s = sform(b);
    double[] q = qform(b);
    double largest = 0;
    for (int corner = 0; corner < 8; corner++) {
      double[] voxel = {
        (corner & 1) * (b.getShort(42) - 1.0),
        (corner >> 1 & 1) * (b.getShort(44) - 1.0),
        (corner >> 2) * (b.getShort(46) - 1.0)
      };
      double square = 0;
      for (int axis = 0; axis < 3; axis++) {
        double d = s[4 * axis + 3] - q[4 * axis + 3];
        for (int i = 0; i < 3; i++) {
          d += voxel[i] * (s[4 * axis + i] - q[4 * axis + i]);
        }
        square += d * d;
      }
      largest = Math.max(largest, Math.sqrt(square));
    }
    return Double.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
  }

  private static double[] qform(ByteBuffer buffer) {
    double b = buffer.getFloat(256);
    double c = buffer.getFloat(260);
    double d = buffer.getFloat(264);
    double square = 1 - b * b - c * c - d * d;
    double a = Math.sqrt(Math.max(0, square));
    if (square < HALF_TURN) {
      double length = Math.sqrt(b * b + c * c + d * d);
      a = 0;
      b /= length;
      c /= length;
      d /= length;
    }
    double dx = buffer.getFloat(80);
    double dy = buffer.getFloat(84);
    double dz = buffer.getFloat(88) * (buffer.getFloat(76) < 0 ? -1 : 1);
    return new double[] {
      (a * a + b * b - c * c - d * d) * dx,
      2 * (b * c - a * d) * dy,
      2 * (b * d + a * c) * dz,
      buffer.getFloat(268),
      2 * (b * c + a * d) * dx,
      (a * a + c * c - b * b - d * d) * dy,
      2 * (c * d - a * b) * dz,
      buffer.getFloat(272),
      2 * (b * d - a * c) * dx,
      2 * (c * d + a * b) * dy,
      (a * a + d * d - b * b - c * c) * dz,
      buffer.getFloat(276)
    };
  }
}
