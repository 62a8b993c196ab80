package org.contourflow.volume.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads NRRD volumes with attached data, raw or gzip, on an LPS grid; {@code line skip} and {@code
 * byte skip} are honoured.
 *
 * <p>The fastest axis becomes the column, the second the row, the third the slice; the slices are
 * reversed where they run against the normal. A sheared grid is refused. Nothing is resampled.
 * Segmentations of 3D Slicer, with names and layers, are {@link NrrdSegments}'.
 */
public final class NrrdReader {
  private static final int BUFFER = 1 << 16;

  private NrrdReader() {}

  /**
   * Reads a whole 3-dimensional volume.
   *
   * @throws NrrdFormatException if it cannot be placed in the patient, is cut short or damaged
   */
  public static NrrdImage read(Path file) throws IOException {
    return read(
        file,
        (header, in) -> {
          if (header.layers() > 1) {
            throw new NrrdFormatException(
                file, "is not 3-dimensional and names no segments; save each as a volume");
          }
          long size = header.grid().voxelCount() * header.type().bytes;
          if (size > Integer.MAX_VALUE - 8) {
            throw new NrrdFormatException(file, "more than 2 GB of voxels");
          }
          byte[] bytes = new byte[(int) size];
          int sliceBytes = bytes.length / header.grid().slices();
          slices(header, in, sliceBytes, bytes);
          return new NrrdImage(header, bytes);
        });
  }

  private static void slices(NrrdHeader header, InputStream in, int sliceBytes, byte[] bytes)
      throws IOException {
    int slices = header.grid().slices();
    for (int k = 0; k < slices; k++) {
      int at = (header.slicesReversed() ? slices - 1 - k : k) * sliceBytes;
      if (in.readNBytes(bytes, at, sliceBytes) < sliceBytes) {
        throw new EOFException();
      }
    }
  }

  /** Takes the voxels of a file whose header was read. */
  @FunctionalInterface
  interface Body<T> {
    T take(NrrdHeader header, InputStream in) throws IOException;
  }

  /** The header alone. */
  static NrrdHeader header(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      return NrrdHeader.read(raw, file);
    } catch (EOFException e) {
      throw new NrrdFormatException(file, "is cut short; copy it again");
    }
  }

  /** Opens a file at its data, decompressed; afterwards the checksum is looked at. */
  static <T> T read(Path file, Body<T> body) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      NrrdHeader header = NrrdHeader.read(raw, file);
      skipLines(raw, header.skip().lines());
      if (!header.gzip()) {
        long size = header.grid().voxelCount() * header.layers() * header.type().bytes;
        return header.skip().bytes() < 0
            ? fromEnd(file, header, size, body)
            : after(raw, header, body);
      }
      GzipStream gzip = new GzipStream(raw);
      T result = after(gzip, header, body);
      gzip.requireWhole();
      return result;
    } catch (EOFException e) {
      throw new NrrdFormatException(file, "is cut short; copy it again");
    } catch (ZipException e) {
      throw new NrrdFormatException(
          file, "is damaged (" + e.getMessage() + "); copy it again from where it is whole");
    }
  }

  private static <T> T after(InputStream in, NrrdHeader header, Body<T> body) throws IOException {
    in.skipNBytes(header.skip().bytes());
    return body.take(header, in);
  }

  /** {@code byte skip: -1}: the data is the last of the file, whatever lies before it. */
  private static <T> T fromEnd(Path file, NrrdHeader header, long size, Body<T> body)
      throws IOException {
    long from = Files.size(file) - size;
    if (from < 0) {
      throw new EOFException();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      in.skipNBytes(from);
      return body.take(header, in);
    }
  }

  private static void skipLines(InputStream in, int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException();
        }
      }
    }
  }
}
