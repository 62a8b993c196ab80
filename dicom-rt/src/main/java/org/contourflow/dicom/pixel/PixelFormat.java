package org.contourflow.dicom.pixel;

import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;

/**
 * How the bits of a grey-scale image make stored values (PS3.3 C.7.6.3.1, PS3.5 8.1.1).
 *
 * @param frames number of frames, at least 1
 * @param bitsAllocated 8 or 16
 * @param bitsStored bits of a value, 1 to {@code bitsAllocated}
 * @param highBit the highest of them; bits above it (old overlays) are no part of the value
 * @param signed two's complement
 * @param inverted MONOCHROME1: for display only, values mean the same
 */
public record PixelFormat(
    int rows,
    int columns,
    int frames,
    int bitsAllocated,
    int bitsStored,
    int highBit,
    boolean signed,
    boolean inverted) {

  /** Most pixels of one frame that are read. */
  public static final int LARGEST_FRAME = 1 << 26;

  /** Most frames of one image. */
  public static final int MOST_FRAMES = 20_000;

  /**
   * Reads the Image Pixel module.
   *
   * @throws DicomValueException if an attribute is missing, contradicts another, or means an image
   *     that is not grey-scale of 8 or 16 bits
   */
  public static PixelFormat of(DicomDataset image) {
    int rows = positive(image, DicomTag.Rows);
    int columns = positive(image, DicomTag.Columns);
    if ((long) rows * columns > LARGEST_FRAME) {
      throw new DicomValueException(DicomTag.Rows, "the image is larger than any CT");
    }
    if (image.integer(DicomTag.SamplesPerPixel).orElse(1) != 1) {
      throw new DicomValueException(DicomTag.SamplesPerPixel, "the image is in colour");
    }
    String photometric = image.text(DicomTag.PhotometricInterpretation);
    if (!photometric.equals("MONOCHROME1") && !photometric.equals("MONOCHROME2")) {
      throw new DicomValueException(
          DicomTag.PhotometricInterpretation, "must be MONOCHROME1 or MONOCHROME2");
    }
    return bits(image, rows, columns, photometric.equals("MONOCHROME1"));
  }

  private static PixelFormat bits(DicomDataset image, int rows, int columns, boolean inverted) {
    int allocated = positive(image, DicomTag.BitsAllocated);
    if (allocated != 8 && allocated != 16) {
      throw new DicomValueException(DicomTag.BitsAllocated, "must be 8 or 16, not " + allocated);
    }
    int stored = positive(image, DicomTag.BitsStored);
    int highBit = image.integer(DicomTag.HighBit).orElse(stored - 1);
    if (highBit < stored - 1) {
      // A header that kept 11 from a 12 bit image: all readers take the bits from bit 0.
      highBit = stored - 1;
    }
    if (stored > allocated || highBit >= allocated) {
      throw new DicomValueException(
          DicomTag.BitsStored,
          "BitsAllocated "
              + allocated
              + ", BitsStored "
              + stored
              + " and HighBit "
              + highBit
              + " contradict each other");
    }
    int representation = image.integer(DicomTag.PixelRepresentation).orElse(-1);
    if (representation != 0 && representation != 1) {
      throw new DicomValueException(DicomTag.PixelRepresentation, "must be 0 or 1");
    }
    int frames = image.integer(DicomTag.NumberOfFrames).orElse(1);
    if (frames < 1) {
      throw new DicomValueException(DicomTag.NumberOfFrames, "must be positive");
    }
    if (frames > MOST_FRAMES) {
      throw new DicomValueException(DicomTag.NumberOfFrames, "is more than any CT has");
    }
    return new PixelFormat(
        rows, columns, frames, allocated, stored, highBit, representation == 1, inverted);
  }

  private static int positive(DicomDataset image, int tag) {
    int value = image.integer(tag).orElseThrow(() -> new DicomValueException(tag, "is missing"));
    if (value <= 0) {
      throw new DicomValueException(tag, "must be positive");
    }
    return value;
  }

  /** Pixels of one frame. */
  public int pixels() {
    return rows * columns;
  }

  /** Bytes of all frames when not compressed. */
  public long nativeBytes() {
    return (long) pixels() * frames * (bitsAllocated / 8);
  }

  /** The value that the bits of one allocated cell mean. */
  public int toValue(int cell) {
    int value = cell >>> highBit + 1 - bitsStored & (1 << bitsStored) - 1;
    return signed && (value & 1 << bitsStored - 1) != 0 ? value - (1 << bitsStored) : value;
  }
}
