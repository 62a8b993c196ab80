package org.contourflow.dicom.pixel;

import java.nio.ByteBuffer;

/**
 * What a JPEG or JPEG 2000 codestream says of itself before any of it is decoded (ITU-T T.81 B.2.2;
 * T.800 A.5.1, A.6.1). A few hundred bytes can announce a decoder's tables of gigabytes: a stream
 * whose own header is not that of the image's is not decoded.
 */
final class Codestream {
  /** T.800 A.4.2: an index of 16 bits. */
  private static final long MOST_TILES = 65_535;

  private static final int MOST_LAYERS = 1024;
  private static final int MOST_LEVELS = 32;

  /** Precincts and code blocks are objects of the decoder; a CT slice has some hundreds. */
  private static final long MOST_PARTS = 1 << 20;

  /** A frame may unfold to so much anyway, and beyond it to so many times its size. */
  private static final long FREE_BYTES = 8L << 20;

  private static final long MOST_RATIO = 1000;

  private static final int SOC = 0xFF4F;
  private static final int SIZ = 0xFF51;
  private static final int COD = 0xFF52;
  private static final int COC = 0xFF53;
  private static final int SOT = 0xFF90;
  private static final int SOD = 0xFF93;
  private static final int EOC = 0xFFD9;
  private static final int JP2_SIGNATURE = 0x6A502020;
  private static final int JP2_CODESTREAM = 0x6A703263;

  private Codestream() {}

  /**
   * Checks a frame against the image's own header.
   *
   * @throws PixelDecodeException if it is another image, or built to exhaust a decoder
   */
  static void check(byte[] frame, PixelCodec codec, PixelFormat format)
      throws PixelDecodeException {
    long unfolded = (long) format.pixels() * (format.bitsAllocated() / 8);
    if (unfolded > FREE_BYTES && unfolded > MOST_RATIO * frame.length) {
      throw new PixelDecodeException(
          "the compressed image unfolds to more than " + MOST_RATIO + " times its size");
    }
    try {
      if (codec == PixelCodec.JPEG) {
        jpeg(ByteBuffer.wrap(frame), format);
      } else if (codec == PixelCodec.JPEG_2000) {
        jpeg2000(codestream(ByteBuffer.wrap(frame)), format);
      }
    } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
      throw new PixelDecodeException("the compressed image ends within its header", e);
    }
  }

  private static void jpeg(ByteBuffer in, PixelFormat format) throws PixelDecodeException {
    int at = in.getShort(0) == (short) 0xFFD8 ? 2 : 0;
    while (true) {
      while ((in.get(at) & 0xFF) == 0xFF && (in.get(at + 1) & 0xFF) == 0xFF) {
        at++; // Fill bytes.
      }
      int marker = in.get(at + 1) & 0xFF;
      if ((in.get(at) & 0xFF) != 0xFF || marker == 0xDA || marker == 0xD9) {
        throw new PixelDecodeException("the compressed image has no frame header");
      }
      boolean alone = marker == 0x01 || marker >= 0xD0 && marker <= 0xD8;
      if (isFrame(marker)) {
        int bits = in.get(at + 4) & 0xFF;
        requireSame(u16(in, at + 7), u16(in, at + 5), in.get(at + 9) & 0xFF, bits, format);
        return;
      }
      at += alone ? 2 : 2 + Math.max(2, u16(in, at + 2));
    }
  }

  /** SOF0 to SOF15 without DHT, JPG and DAC. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** Where the codestream begins: at once, as DICOM wants it, or in a JP2 file's box. */
  private static ByteBuffer codestream(ByteBuffer in) throws PixelDecodeException {
    if (u16(in, 0) == SOC) {
      return in;
    }
    long at = 0;
    while (in.getInt(4) == JP2_SIGNATURE && at + 8 <= in.limit()) {
      long length = in.getInt((int) at) & 0xFFFFFFFFL;
      if (in.getInt((int) at + 4) == JP2_CODESTREAM) {
        return in.slice((int) at + 8, in.limit() - (int) at - 8);
      }
      at += length < 8 ? in.limit() : length;
    }
    throw new PixelDecodeException("the compressed image is no JPEG 2000 codestream");
  }

  private static void jpeg2000(ByteBuffer in, PixelFormat format) throws PixelDecodeException {
    if (u16(in, 0) != SOC || u16(in, 2) != SIZ) {
      throw new PixelDecodeException("the compressed image has no JPEG 2000 size");
    }
    long width = u32(in, 8) - u32(in, 16);
    long height = u32(in, 12) - u32(in, 20);
    int bits = (in.get(42) & 0x7F) + 1;
    requireSame(width, height, u16(in, 40), bits, format);
    if (in.get(43) != 1 || in.get(44) != 1) {
      throw new PixelDecodeException("the compressed image is subsampled");
    }
    long tiles =
        parts(u32(in, 8) - u32(in, 32), u32(in, 24))
            * parts(u32(in, 12) - u32(in, 36), u32(in, 28));
    if (tiles < 1 || tiles > MOST_TILES) {
      throw new PixelDecodeException("the compressed image has " + tiles + " tiles");
    }
    codings(in, format, tiles);
  }

  /** Every coding style, of the whole and of each tile. */
  private static void codings(ByteBuffer in, PixelFormat format, long tiles)
      throws PixelDecodeException {
    long at = 4 + u16(in, 4);
    long tile = 0;
    long tileBytes = 0;
    int layers = 1;
    while (at + 2 <= in.limit()) {
      int here = (int) at;
      int marker = u16(in, here);
      if (marker == EOC || marker == SOD && tileBytes == 0) {
        return;
      }
      if (marker == SOD) {
        at = tile + tileBytes; // Over the tile's data, to what follows it.
        continue;
      }
      if (marker == SOT) {
        tile = at;
        tileBytes = u32(in, here + 6);
        require(tileBytes == 0 || tileBytes >= 14, "a tile of no length");
      } else if (marker == COD) {
        layers = u16(in, here + 6);
        coding(in, here + 4, here + 9, layers, format, tiles);
      } else if (marker == COC) {
        coding(in, here + 5, here + 6, layers, format, tiles);
      }
      at += 2 + Math.max(2, u16(in, here + 2));
    }
  }

  /**
   * One coding style.
   *
   * @param style where its flags are
   * @param from where its number of levels is, the first of what COD and COC have in common
   */
  private static void coding(
      ByteBuffer in, int style, int from, int layers, PixelFormat format, long tiles)
      throws PixelDecodeException {
    int levels = in.get(from) & 0xFF;
    int blockWidth = (in.get(from + 1) & 0xF) + 2;
    int blockHeight = (in.get(from + 2) & 0xF) + 2;
    require(
        layers >= 1
            && layers <= MOST_LAYERS
            && levels <= MOST_LEVELS
            && blockWidth + blockHeight <= 12,
        "a coding style that no image needs");
    long parts = tiles * (levels + 1) + (format.pixels() >> blockWidth + blockHeight);
    boolean precinctsGiven = (in.get(style) & 1) == 1;
    for (int level = 0; precinctsGiven && level <= levels; level++) {
      int size = in.get(from + 5 + level) & 0xFF;
      long scale = 1L << levels - level;
      parts +=
          parts(parts(format.columns(), scale), 1L << (size & 0xF))
              * parts(parts(format.rows(), scale), 1L << (size >> 4));
    }
    require(parts * Math.max(1, layers / 8) <= MOST_PARTS, "more parts than any image");
  }

  private static void require(boolean holds, String what) throws PixelDecodeException {
    if (!holds) {
      throw new PixelDecodeException("the compressed image has " + what);
    }
  }

  private static void requireSame(
      long columns, long rows, int components, int bits, PixelFormat format)
      throws PixelDecodeException {
    if (columns != format.columns() || rows != format.rows() || components != 1) {
      throw new PixelDecodeException("the compressed image has another size than the header says");
    }
    if (bits < 1 || bits > 16) {
      throw new PixelDecodeException("the compressed image has " + bits + " bits a value");
    }
  }

  private static long parts(long whole, long size) {
    return size < 1 ? Long.MAX_VALUE >> 32 : (whole + size - 1) / size;
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xFFFF;
  }

  private static long u32(ByteBuffer in, int at) {
    return in.getInt(at) & 0xFFFFFFFFL;
  }
}
