package org.contourflow.volume.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.CtVolume;

/**
 * Reads NIfTI-1 volumes ({@code .nii}, {@code .nii.gz}; whole numbers of 8 to 64 bits, float32,
 * float64; slope and intercept applied) on an LPS {@link VoxelGrid}.
 *
 * <p>The file's axes stay: i becomes the column, j the row, k the slice. Only where k runs against
 * i x j the slices are reversed, since a {@code VoxelGrid} advances along its normal. A sheared
 * affine is refused. Nothing is resampled.
 */
public final class NiftiReader {
  private static final int BUFFER = 1 << 16;

  private NiftiReader() {}

  /**
   * Reads a CT in HU. The header must place it once: where qform and sform contradict each other
   * nobody can say where the patient lies.
   *
   * @throws NiftiFormatException as {@link #read}; also where a value is not a number or infinite,
   *     or the header places the voxels twice
   */
  public static CtVolume readCt(Path file) throws IOException {
    NiftiImage image = read(file);
    if (image.isPlacedTwice()) {
      throw new NiftiFormatException(
          file, image.placementConflict() + "; write it again with one placement of its voxels");
    }
    try {
      return image.toCt();
    } catch (IllegalArgumentException e) {
      throw new NiftiFormatException(file, e.getMessage());
    }
  }

  /**
   * Reads a whole volume.
   *
   * @throws NiftiFormatException if it cannot be placed in the patient, or is cut short
   */
  public static NiftiImage read(Path file) throws IOException {
    try (InputStream in = open(file)) {
      byte[] head = in.readNBytes(NiftiHeader.SIZE);
      if (head.length < NiftiHeader.SIZE) {
        throw new NiftiFormatException(file, "too short for a NIfTI-1 header");
      }
      NiftiHeader header = NiftiHeader.parse(head, file);
      boolean reversed = slicesRunAgainstNormal(header);
      VoxelGrid grid = grid(header, reversed, file);
      if (grid.voxelCount() > Integer.MAX_VALUE - 8) {
        throw new NiftiFormatException(file, "more than 2^31 voxels");
      }
      in.skipNBytes(header.dataOffset() - NiftiHeader.SIZE);
      float[] values = voxels(in, header, reversed, file);
      if (in instanceof GzipStream gzip) {
        gzip.requireWhole();
      }
      return new NiftiImage(grid, values, header.conflictMm());
    } catch (EOFException e) {
      throw new NiftiFormatException(file, "is cut short; copy it again");
    } catch (ZipException e) {
      throw new NiftiFormatException(
          file, "is damaged (" + e.getMessage() + "); copy it again from where it is whole");
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    raw.mark(2);
    boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
    raw.reset();
    return gzip ? new GzipStream(raw) : raw;
  }

  private static float[] voxels(InputStream in, NiftiHeader h, boolean reversed, Path file)
      throws IOException {
    int size = h.rows() * h.columns();
    float[] values = new float[size * h.slices()];
    boolean exact = h.type().isLongInteger() && h.slope() == 1 && h.intercept() == 0;
    byte[] bytes = new byte[size * h.type().bytes];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(h.order());
    for (int k = 0; k < h.slices(); k++) {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException();
      }
      buffer.clear();
      int at = (reversed ? h.slices() - 1 - k : k) * size;
      for (int i = 0; i < size; i++) {
        double value = h.type().read(buffer) * h.slope() + h.intercept();
        values[at + i] = (float) value;
        if (exact && values[at + i] != value) {
          throw new NiftiFormatException(
              file, "holds whole numbers above 2^24, such as " + value + "; no label is as large");
        }
      }
    }
    return values;
  }

  private static boolean slicesRunAgainstNormal(NiftiHeader h) {
    double[] a = h.affineLps();
    double determinant =
        a[0] * (a[5] * a[10] - a[6] * a[9])
            - a[1] * (a[4] * a[10] - a[6] * a[8])
            + a[2] * (a[4] * a[9] - a[5] * a[8]);
    return determinant < 0;
  }

  private static VoxelGrid grid(NiftiHeader h, boolean reversed, Path file)
      throws NiftiFormatException {
    double[] a = h.affineLps();
    try {
      double columnSpacing = length(a, 0);
      double rowSpacing = length(a, 1);
      SliceOrientation orientation =
          new SliceOrientation(direction(a, 0, columnSpacing), direction(a, 1, rowSpacing));
      List<PatientPoint> origins = new ArrayList<>();
      for (int s = 0; s < h.slices(); s++) {
        int k = reversed ? h.slices() - 1 - s : s;
        origins.add(new PatientPoint(a[3] + k * a[2], a[7] + k * a[6], a[11] + k * a[10]));
      }
      return new VoxelGrid(origins, orientation, rowSpacing, columnSpacing, h.rows(), h.columns());
    } catch (IllegalArgumentException e) {
      throw new NiftiFormatException(file, "its affine places no usable grid: " + e.getMessage());
    }
  }

  private static double length(double[] a, int axis) {
    return Math.sqrt(a[axis] * a[axis] + a[4 + axis] * a[4 + axis] + a[8 + axis] * a[8 + axis]);
  }

  private static Direction direction(double[] a, int axis, double length) {
    return new Direction(a[axis] / length, a[4 + axis] / length, a[8 + axis] / length);
  }
}
