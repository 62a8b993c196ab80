package org.contourflow.dicom.pixel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RLE Lossless (PS3.5 annex G): one PackBits segment per byte of a value, high byte first. */
final class RleDecoder {
  private static final int HEADER = 64;

  private RleDecoder() {}

  static int[] decode(byte[] frame, PixelFormat format) throws PixelDecodeException {
    int bytesPerValue = format.bitsAllocated() / 8;
    if (frame.length < HEADER) {
      throw new PixelDecodeException("RLE frame is shorter than its header");
    }
    ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    int segments = header.getInt();
    if (segments != bytesPerValue) {
      throw new PixelDecodeException(
          "RLE frame has " + segments + " segments, the image needs " + bytesPerValue);
    }
    int[] values = new int[format.pixels()];
    for (int segment = 0; segment < segments; segment++) {
      int offset = header.getInt();
      if (offset < HEADER || offset > frame.length) {
        throw new PixelDecodeException("RLE segment starts outside its frame");
      }
      unpack(frame, offset, values);
    }
    return values;
  }

  /** Shifts each value up by a byte and fills in the segment's. */
  private static void unpack(byte[] frame, int offset, int[] values) throws PixelDecodeException {
    int at = offset;
    int filled = 0;
    while (filled < values.length) {
      if (at + 1 >= frame.length) {
        throw new PixelDecodeException("RLE segment ends too early");
      }
      int count = frame[at++];
      if (count >= 0) {
        int literal = Math.min(Math.min(count + 1, values.length - filled), frame.length - at);
        for (int i = 0; i < literal; i++, filled++) {
          values[filled] = values[filled] << 8 | frame[at + i] & 0xFF;
        }
        at += count + 1;
      } else if (count != -128) {
        int end = Math.min(filled + 1 - count, values.length);
        int repeated = frame[at++] & 0xFF;
        for (; filled < end; filled++) {
          values[filled] = values[filled] << 8 | repeated;
        }
      }
    }
  }
}
