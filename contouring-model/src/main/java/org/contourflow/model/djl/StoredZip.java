package org.contourflow.model.djl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * The entries of a zip archive in memory by its central directory, which is what libtorch reads.
 * Entries are stored, as PyTorch writes them (their streaming descriptors are what {@code
 * java.util.zip} refuses); others are refused.
 */
final class StoredZip {
  private static final int END = 0x06054b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 65_535;

  private final ByteBuffer bytes;
  private final Map<String, Integer> headers = new LinkedHashMap<>();

  /**
   * Reads the directory.
   *
   * @throws ZipException if there is none, or it points outside
   */
  StoredZip(byte[] archive) throws ZipException {
    this.bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int end = end();
      int at = bytes.getInt(end + 16);
      for (int i = Short.toUnsignedInt(bytes.getShort(end + 10)); i > 0; i--) {
        at = entry(at);
      }
    } catch (IndexOutOfBoundsException e) {
      throw broken();
    }
  }

  private int end() throws ZipException {
    int last = bytes.capacity() - END_LENGTH;
    for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (bytes.getInt(at) == END) {
        return at;
      }
    }
    throw new ZipException("is no archive");
  }

  private int entry(int at) throws ZipException {
    if (bytes.getInt(at) != ENTRY) {
      throw broken();
    }
    int name = Short.toUnsignedInt(bytes.getShort(at + 28));
    int extra = Short.toUnsignedInt(bytes.getShort(at + 30));
    int comment = Short.toUnsignedInt(bytes.getShort(at + 32));
    byte[] text = new byte[name];
    bytes.get(at + 46, text);
    headers.put(new String(text, StandardCharsets.UTF_8), at);
    return at + 46 + name + extra + comment;
  }

  private static ZipException broken() {
    return new ZipException("has a broken directory");
  }

  /** All names. */
  Iterable<String> names() {
    return headers.keySet();
  }

  /**
   * An entry's bytes.
   *
   * @throws ZipException if it is compressed, or points outside
   */
  byte[] read(String name) throws ZipException {
    int header = headers.get(name);
    if (bytes.getShort(header + 10) != 0) {
      throw new ZipException("holds a compressed " + name);
    }
    try {
      int local = bytes.getInt(header + 42);
      if (bytes.getInt(local) != LOCAL) {
        throw broken();
      }
      int names = Short.toUnsignedInt(bytes.getShort(local + 26));
      int extra = Short.toUnsignedInt(bytes.getShort(local + 28));
      byte[] out = new byte[Math.min(bytes.getInt(header + 24), bytes.capacity())];
      bytes.get(local + 30 + names + extra, out);
      return out;
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw broken();
    }
  }
}
