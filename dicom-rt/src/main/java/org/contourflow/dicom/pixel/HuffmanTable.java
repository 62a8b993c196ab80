package org.contourflow.dicom.pixel;

/** A Huffman table of a DHT segment (T.81 annex C and F.2.2.3). */
final class HuffmanTable {
  private static final int LONGEST_CODE = 16;

  private final int[] counts = new int[LONGEST_CODE + 1];
  private final int[] symbols;

  private HuffmanTable(byte[] data, int at) {
    int total = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      counts[length] = data[at + length - 1] & 0xFF;
      total += counts[length];
    }
    symbols = new int[total];
    for (int i = 0; i < total; i++) {
      symbols[i] = data[at + LONGEST_CODE + i] & 0xFF;
    }
  }

  static HuffmanTable read(byte[] data, int at) {
    return new HuffmanTable(data, at);
  }

  /** Bytes of the table in its segment. */
  int encodedBytes() {
    return LONGEST_CODE + symbols.length;
  }

  /** Codes of one length are consecutive numbers, those of the next start at twice the last. */
  int next(JpegBits bits) throws PixelDecodeException {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      code |= bits.bit();
      if (code - first < counts[length]) {
        return symbols[index + code - first];
      }
      index += counts[length];
      first = first + counts[length] << 1;
      code <<= 1;
    }
    throw new PixelDecodeException("the JPEG stream has an unknown code");
  }
}
