package org.contourflow.dicom.pixel;

import java.util.Map;
import java.util.Optional;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomUid;

/** The ways of encoding pixel data that are decoded here. */
public enum PixelCodec {
  NATIVE,
  RLE,
  JPEG,
  JPEG_2000;

  private static final Map<String, PixelCodec> BY_SYNTAX =
      Map.ofEntries(
          Map.entry(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN, NATIVE),
          Map.entry(DicomUid.EXPLICIT_VR_LITTLE_ENDIAN, NATIVE),
          Map.entry(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, NATIVE),
          Map.entry(DicomUid.EXPLICIT_VR_BIG_ENDIAN, NATIVE),
          Map.entry(DicomUid.RLE_LOSSLESS, RLE),
          Map.entry(DicomUid.JPEG_BASELINE, JPEG),
          Map.entry(DicomUid.JPEG_EXTENDED, JPEG),
          Map.entry(DicomUid.JPEG_LOSSLESS, JPEG),
          Map.entry(DicomUid.JPEG_LOSSLESS_SV1, JPEG),
          Map.entry(DicomUid.JPEG_2000_LOSSLESS, JPEG_2000),
          Map.entry(DicomUid.JPEG_2000, JPEG_2000));

  /** The codec of a transfer syntax; empty: it cannot be decoded here. */
  public static Optional<PixelCodec> of(String transferSyntaxUid) {
    return Optional.ofNullable(BY_SYNTAX.get(transferSyntaxUid));
  }

  /**
   * Whether pixels are plain though their transfer syntax says compressed, or the other way round:
   * a sentence that says so; empty if they agree, or it is no transfer syntax decoded here.
   */
  public static Optional<String> mismatch(DicomHeader header) {
    String syntax = header.transferSyntaxUid();
    Optional<PixelCodec> codec = of(syntax);
    if (codec.isEmpty() || !header.pixelData().present()) {
      return Optional.empty();
    }
    boolean compressed = codec.get() != NATIVE;
    if (compressed == header.pixelData().encapsulated()) {
      return Optional.empty();
    }
    return Optional.of(
        "the file declares "
            + DicomUid.nameOf(syntax)
            + (compressed
                ? ", but its pixels are not compressed"
                : ", but its pixels are compressed"));
  }
}
