package org.contourflow.dicom.pixel;

import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** The frames of one image as stored values. Safe for reading frames from several threads. */
public final class PixelData {
  private static final int OVERLAY_BIT_POSITION = 0x0102;

  private final PixelFormat format;
  private final PixelCodec codec;
  private final byte[] cells;
  private final boolean bigEndian;
  private final List<byte[]> frames;
  private final int overlayBits;

  private PixelData(
      PixelFormat format,
      PixelCodec codec,
      byte[] cells,
      boolean bigEndian,
      List<byte[]> frames,
      int overlayBits) {
    this.format = format;
    this.codec = codec;
    this.cells = cells;
    this.bigEndian = bigEndian;
    this.frames = frames;
    this.overlayBits = overlayBits;
  }

  /** The bits of the cells that overlays are kept in: OverlayBitPosition of groups 6000 to 601E. */
  private static int overlayBits(DicomDataset image) {
    int bits = 0;
    for (int group = 0x6000; group <= 0x601E; group += 2) {
      int tag = group << 16 | OVERLAY_BIT_POSITION;
      boolean isShort = image.bytes(tag).map(b -> b.length == 2).orElse(false);
      int position = isShort ? image.integer(tag).orElse(0) : 0;
      bits |= position > 0 && position < 16 ? 1 << position : 0;
    }
    return bits;
  }

  /**
   * Checks that the pixel data is there in full, and that each compressed frame says of itself that
   * it is the image's; decodes nothing yet.
   *
   * @throws PixelDecodeException if it is missing, too short, or of an unsupported transfer syntax
   * @throws org.contourflow.dicom.DicomValueException if the Image Pixel module is not usable
   */
  public static PixelData of(DicomFile file) throws PixelDecodeException {
    DicomDataset image = file.dataset();
    PixelFormat format = PixelFormat.of(image);
    String syntax = file.transferSyntaxUid();
    PixelCodec codec =
        PixelCodec.of(syntax)
            .orElseThrow(
                () ->
                    new PixelDecodeException(
                        "cannot decode transfer syntax " + DicomUid.nameOf(syntax)));
    if (codec == PixelCodec.NATIVE) {
      boolean bigEndian = syntax.equals(DicomUid.EXPLICIT_VR_BIG_ENDIAN);
      return new PixelData(
          format, codec, nativeCells(image, format), bigEndian, List.of(), overlayBits(image));
    }
    List<byte[]> frames = EncapsulatedFrames.split(image, format.frames());
    for (byte[] frame : frames) {
      Codestream.check(frame, codec, format);
    }
    return new PixelData(format, codec, new byte[0], false, frames, 0);
  }

  private static byte[] nativeCells(DicomDataset image, PixelFormat format)
      throws PixelDecodeException {
    byte[] cells =
        image
            .bytes(DicomTag.PixelData)
            .orElseThrow(() -> new PixelDecodeException("there is no pixel data"));
    if (cells.length < format.nativeBytes()) {
      throw new PixelDecodeException(
          "pixel data has " + cells.length + " bytes, the image needs " + format.nativeBytes());
    }
    return cells;
  }

  /**
   * Whether a native frame has bits set above HighBit that are neither the sign, carried on, nor an
   * overlay kept there (PS3.3 C.9.2, retired).
   */
  public boolean hasUnexplainedBits(int frame) {
    int above = format.highBit() + 1;
    if (codec != PixelCodec.NATIVE || above >= format.bitsAllocated()) {
      return false;
    }
    int mask = (1 << format.bitsAllocated()) - (1 << above) & ~overlayBits;
    int sign = 1 << format.highBit();
    for (int cell : nativeFrame(frame)) {
      boolean carriedOn = format.signed() && (cell & sign) != 0 && (cell & mask) == mask;
      if ((cell & mask) != 0 && !carriedOn) {
        return true;
      }
    }
    return false;
  }

  /** The layout of the values. */
  public PixelFormat format() {
    return format;
  }

  /**
   * Decodes one frame.
   *
   * @param frame from 0
   * @return stored values, row-major, rows x columns
   */
  public int[] frame(int frame) throws PixelDecodeException {
    int[] values =
        switch (codec) {
          case NATIVE -> nativeFrame(frame);
          case RLE -> RleDecoder.decode(frames.get(frame), format);
          case JPEG, JPEG_2000 -> ImageIoDecoder.decode(frames.get(frame), codec, format);
        };
    for (int i = 0; i < values.length; i++) {
      values[i] = format.toValue(values[i]);
    }
    return values;
  }

  private int[] nativeFrame(int frame) {
    int count = format.pixels();
    int[] values = new int[count];
    if (format.bitsAllocated() == 8) {
      for (int i = 0; i < count; i++) {
        values[i] = cells[frame * count + i] & 0xFF;
      }
      return values;
    }
    int low = bigEndian ? 1 : 0;
    int at = frame * count * 2;
    for (int i = 0; i < count; i++, at += 2) {
      values[i] = cells[at + low] & 0xFF | (cells[at + 1 - low] & 0xFF) << 8;
    }
    return values;
  }
}
