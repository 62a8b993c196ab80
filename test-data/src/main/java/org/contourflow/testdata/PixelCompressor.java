package org.contourflow.testdata;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Compresses a frame of 16-bit values without loss, by hand, so that test data does not share the
 * product's decoders. JPEG 2000 is {@link Jpeg2000}'s.
 */
final class PixelCompressor {
  private static final int RLE_HEADER = 64;
  private static final int LONGEST_PACKET = 128;
  private static final int CATEGORIES = 17;
  private static final int CODE_BITS = 5;

  private PixelCompressor() {}

  /** PS3.5 annex G: two PackBits segments, the high bytes first. */
  static byte[] rle(byte[] values) {
    byte[] high = segment(values, 1);
    byte[] low = segment(values, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DicomBytes.int32(out, 2);
    DicomBytes.int32(out, RLE_HEADER);
    DicomBytes.int32(out, RLE_HEADER + high.length);
    out.writeBytes(new byte[RLE_HEADER - 12]);
    out.writeBytes(high);
    out.writeBytes(low);
    return out.toByteArray();
  }

  /** PackBits of every second byte; runs of two and more are repeated. */
  private static byte[] segment(byte[] values, int first) {
    byte[] plain = new byte[values.length / 2];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = values[2 * i + first];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < plain.length) {
      int run = run(plain, at);
      if (run > 1) {
        out.write(1 - run);
        out.write(plain[at]);
        at += run;
      } else {
        int end = at + 1;
        while (end < plain.length && end - at < LONGEST_PACKET && run(plain, end) == 1) {
          end++;
        }
        out.write(end - at - 1);
        out.write(plain, at, end - at);
        at = end;
      }
    }
    if (out.size() % 2 == 1) {
      out.write(-128);
    }
    return out.toByteArray();
  }

  private static int run(byte[] plain, int from) {
    int end = from + 1;
    while (end < plain.length && end - from < LONGEST_PACKET && plain[end] == plain[from]) {
      end++;
    }
    return end - from;
  }

  /** ITU-T T.81, process 14 with predictor 1; each Huffman code has 5 bits. */
  static byte[] jpegLossless(byte[] values, int rows, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    marker(out, 0xD8);
    marker(out, 0xC3, 16, rows >> 8, rows, columns >> 8, columns, 1, 1, 0x11, 0);
    int[] table = new int[1 + 16 + CATEGORIES];
    table[CODE_BITS] = CATEGORIES;
    for (int i = 0; i < CATEGORIES; i++) {
      table[1 + 16 + i] = i;
    }
    marker(out, 0xC4, table);
    marker(out, 0xDA, 1, 1, 0, 1, 0, 0);
    Bits bits = new Bits(out);
    for (int i = 0; i < rows * columns; i++) {
      int predicted = i == 0 ? 1 << 15 : value(values, i % columns == 0 ? i - columns : i - 1);
      bits.difference((short) (value(values, i) - predicted));
    }
    bits.flush();
    marker(out, 0xD9);
    return out.toByteArray();
  }

  private static int value(byte[] values, int i) {
    return values[2 * i] & 0xFF | (values[2 * i + 1] & 0xFF) << 8;
  }

  private static void marker(ByteArrayOutputStream out, int code, int... segment) {
    out.write(0xFF);
    out.write(code);
    if (segment.length > 0) {
      out.write(segment.length + 2 >> 8);
      out.write(segment.length + 2);
      Arrays.stream(segment).forEach(out::write);
    }
  }

  /** Entropy-coded bits, a zero byte behind each FF. */
  private static final class Bits {
    private final ByteArrayOutputStream out;
    private int held;
    private int count;

    Bits(ByteArrayOutputStream out) {
      this.out = out;
    }

    void difference(int difference) {
      int category = 32 - Integer.numberOfLeadingZeros(Math.abs(difference));
      put(category, CODE_BITS);
      if (category < 16) {
        put(difference < 0 ? difference - 1 : difference, category);
      }
    }

    private void put(int value, int bits) {
      for (int bit = bits - 1; bit >= 0; bit--) {
        held = held << 1 | value >> bit & 1;
        if (++count == 8) {
          out.write(held);
          if ((held & 0xFF) == 0xFF) {
            out.write(0);
          }
          held = 0;
          count = 0;
        }
      }
    }

    void flush() {
      while (count != 0) {
        put(1, 1);
      }
    }
  }
}
