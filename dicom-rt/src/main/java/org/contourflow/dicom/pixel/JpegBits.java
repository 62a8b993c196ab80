package org.contourflow.dicom.pixel;

/** The bits of an entropy-coded segment (T.81 F.2.2.5), without stuffed bytes. */
final class JpegBits {
  private final byte[] data;
  private int at;
  private int buffer;
  private int left;

  JpegBits(byte[] data, int from) {
    this.data = data;
    this.at = from;
  }

  int bit() throws PixelDecodeException {
    if (left == 0) {
      fill();
    }
    left--;
    return buffer >> left & 1;
  }

  private void fill() throws PixelDecodeException {
    if (at >= data.length) {
      throw new PixelDecodeException("the JPEG stream ends too early");
    }
    buffer = data[at++] & 0xFF;
    left = 8;
    if (buffer == 0xFF) {
      int next = at < data.length ? data[at] & 0xFF : -1;
      if (next != 0) {
        throw new PixelDecodeException("the JPEG stream ends too early");
      }
      at++;
    }
  }

  /** A value of {@code size} bits, of which the lower half stands for negative ones (F.2.2.1). */
  int signed(int size) throws PixelDecodeException {
    int value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 1 | bit();
    }
    return size > 0 && value < 1 << size - 1 ? value - (1 << size) + 1 : value;
  }

  /** Skips to behind the restart marker that must follow. */
  void restart() throws PixelDecodeException {
    left = 0;
    if (at + 1 >= data.length || (data[at] & 0xFF) != 0xFF || (data[at + 1] & 0xF8) != 0xD0) {
      throw new PixelDecodeException("a JPEG restart marker is missing");
    }
    at += 2;
  }
}
