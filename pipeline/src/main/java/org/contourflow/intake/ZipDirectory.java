package org.contourflow.intake;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * What the end of a zip says of its directory (APPNOTE 4.3.14 to 4.3.16), read before the JDK
 * brings the whole directory into memory.
 *
 * @param entries how many it lists
 * @param bytes how long it is
 */
record ZipDirectory(long entries, long bytes) {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;

  /** Reads it; of 0 entries if there is none, which the JDK's reader will say in its own words. */
  static ZipDirectory of(Path zip) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
      int tail = (int) Math.min(file.length(), END_BYTES + LONGEST_COMMENT);
      ByteBuffer end = read(file, file.length() - tail, tail);
      for (int at = tail - END_BYTES; at >= 0; at--) {
        if (end.getInt(at) == END) {
          return of(file, file.length() - tail + at, end, at);
        }
      }
      return new ZipDirectory(0, 0);
    }
  }

  private static ZipDirectory of(RandomAccessFile file, long place, ByteBuffer end, int at)
      throws IOException {
    long entries = end.getShort(at + 10) & 0xFFFF;
    long bytes = end.getInt(at + 12) & 0xFFFFFFFFL;
    boolean large = entries == 0xFFFF || bytes == 0xFFFFFFFFL;
    if (!large || place < LOCATOR_BYTES) {
      return new ZipDirectory(entries, bytes);
    }
    ByteBuffer locator = read(file, place - LOCATOR_BYTES, LOCATOR_BYTES);
    long record = locator.getLong(8);
    if (locator.getInt(0) != LOCATOR || record < 0 || record > place - END_64_BYTES) {
      return new ZipDirectory(entries, bytes);
    }
    ByteBuffer end64 = read(file, record, END_64_BYTES);
    return end64.getInt(0) == END_64
        ? new ZipDirectory(end64.getLong(32), end64.getLong(40))
        : new ZipDirectory(entries, bytes);
  }

  private static ByteBuffer read(RandomAccessFile file, long from, int count) throws IOException {
    byte[] bytes = new byte[count];
    file.seek(from);
    file.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
