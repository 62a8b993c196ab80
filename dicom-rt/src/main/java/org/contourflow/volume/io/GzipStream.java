package org.contourflow.volume.io;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A gzip stream whose trailer is read: its checksum is what finds a flipped bit, and Java looks at
 * it only at the very end, where a reader of voxels never comes by itself.
 */
final class GzipStream extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  /** More than this behind the voxels is no padding. */
  private static final long MOST_BEHIND = 64L << 20;

  GzipStream(InputStream compressed) throws IOException {
    super(new BufferedInputStream(new GZIPInputStream(compressed, BUFFER), BUFFER));
  }

  /**
   * Reads to the end.
   *
   * @throws java.util.zip.ZipException if the checksum is not the data's
   * @throws java.io.EOFException if the trailer is cut
   */
  void requireWhole() throws IOException {
    byte[] rest = new byte[BUFFER];
    long behind = 0;
    for (int n = in.read(rest); n >= 0; n = in.read(rest)) {
      behind += n;
      if (behind > MOST_BEHIND) {
        throw new IOException("has more data than its header says");
      }
    }
  }
}
