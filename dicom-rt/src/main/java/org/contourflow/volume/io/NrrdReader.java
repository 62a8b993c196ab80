package org.contourflow.volume.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads 3-dimensional NRRD volumes with attached data, raw or gzip, on an LPS grid.
 *
 * <p>The fastest axis becomes the column, the second the row, the third the slice; the slices are
 * reversed where they run against the normal. A sheared grid is refused. Nothing is resampled.
 */
public final class NrrdReader {
  private static final int BUFFER = 1 << 16;

  private NrrdReader() {}

  /**
   * Reads a whole volume.
   *
   * @throws NrrdFormatException if it cannot be placed in the patient, or is cut short
   */
  public static NrrdImage read(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      NrrdHeader header = NrrdHeader.read(raw, file);
      long size = header.grid().voxelCount() * header.type().bytes;
      if (size > Integer.MAX_VALUE - 8) {
        throw new NrrdFormatException(file, "more than 2 GB of voxels");
      }
      InputStream in = header.gzip() ? new GZIPInputStream(raw, BUFFER) : raw;
      return new NrrdImage(header, voxels(in, header, (int) size));
    } catch (EOFException e) {
      throw new NrrdFormatException(file, "is cut short; copy it again");
    }
  }

  private static byte[] voxels(InputStream in, NrrdHeader header, int size) throws IOException {
    byte[] bytes = new byte[size];
    int slices = header.grid().slices();
    int sliceBytes = size / slices;
    for (int k = 0; k < slices; k++) {
      int at = (header.slicesReversed() ? slices - 1 - k : k) * sliceBytes;
      if (in.readNBytes(bytes, at, sliceBytes) < sliceBytes) {
        throw new EOFException();
      }
    }
    return bytes;
  }
}
