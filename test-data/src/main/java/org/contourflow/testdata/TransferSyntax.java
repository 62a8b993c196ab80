package org.contourflow.testdata;

import java.util.Arrays;
import java.util.Optional;

/** Transfer syntaxes test data is written in, or claims to be written in. */
public enum TransferSyntax {
  IMPLICIT_VR_LITTLE_ENDIAN("1.2.840.10008.1.2", Pixels.NATIVE),
  EXPLICIT_VR_LITTLE_ENDIAN("1.2.840.10008.1.2.1", Pixels.NATIVE),
  /** The whole data set in a raw DEFLATE stream. */
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN("1.2.840.10008.1.2.1.99", Pixels.NATIVE),
  RLE_LOSSLESS("1.2.840.10008.1.2.5", Pixels.RLE),
  /** Process 14, selection value 1: what most archives mean by lossless JPEG. */
  JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", Pixels.JPEG_LOSSLESS),
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", Pixels.JPEG_2000),
  /** Claimed only: the fragments hold nothing that decodes. */
  JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", Pixels.CLAIMED),
  /** Claimed only. */
  MPEG2_MAIN_PROFILE("1.2.840.10008.1.2.4.100", Pixels.CLAIMED);

  /** How the pixels of a slice are written. */
  enum Pixels {
    NATIVE,
    RLE,
    JPEG_LOSSLESS,
    JPEG_2000,
    CLAIMED
  }

  final String uid;
  final Pixels pixels;

  TransferSyntax(String uid, Pixels pixels) {
    this.uid = uid;
    this.pixels = pixels;
  }

  /** The UID. */
  public String uid() {
    return uid;
  }

  /** The one frame's fragment, of 16-bit values, little endian; empty if pixels are native. */
  Optional<byte[]> fragment(byte[] values, int rows, int columns) {
    return switch (pixels) {
      case NATIVE -> Optional.empty();
      case RLE -> Optional.of(PixelCompressor.rle(values));
      case JPEG_LOSSLESS -> Optional.of(PixelCompressor.jpegLossless(values, rows, columns));
      case JPEG_2000 -> Optional.of(Jpeg2000.lossless(values, rows, columns));
      case CLAIMED -> Optional.of(Arrays.copyOf(values, 512));
    };
  }
}
