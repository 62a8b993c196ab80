package org.contourflow.seg;

import java.util.function.IntConsumer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.pixel.PixelData;
import org.contourflow.dicom.pixel.PixelDecodeException;

/** The pixels of a segmentation: which of a frame are a segment's. */
interface SegmentationPixels {

  /** Tells the index, row-major, of each pixel of the frame that has this segment. */
  void forEach(int frame, int segment, IntConsumer pixel) throws SegmentationReadException;

  /** Native bits that run on from frame to frame, the lowest first (PS3.5 8.1.1, 8.2). */
  static SegmentationPixels bits(DicomFile file, int pixels, int frames)
      throws SegmentationReadException {
    String syntax = file.transferSyntaxUid();
    boolean isNative =
        syntax.equals(DicomUid.EXPLICIT_VR_LITTLE_ENDIAN)
            || syntax.equals(DicomUid.IMPLICIT_VR_LITTLE_ENDIAN)
            || syntax.equals(DicomUid.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    if (!isNative) {
      throw new SegmentationReadException(
          "its bits are in transfer syntax " + DicomUid.nameOf(syntax) + ", which is not read",
          "Convert it to Explicit VR Little Endian first.");
    }
    byte[] bits = file.dataset().bytes(DicomTag.PixelData).orElse(new byte[0]);
    long needed = ((long) pixels * frames + 7) / 8;
    if (bits.length < needed) {
      throw new SegmentationReadException(
          "pixel data has " + bits.length + " bytes, " + frames + " frames need " + needed,
          "Send the file again: it is not whole.");
    }
    return (frame, segment, pixel) -> {
      long first = (long) frame * pixels;
      for (int i = 0; i < pixels; i++) {
        long at = first + i;
        int rest = bits[(int) (at >>> 3)] & 0xFF;
        if (rest == 0 && (at & 7) == 0) {
          i += 7;
        } else if ((rest >>> (at & 7) & 1) != 0) {
          pixel.accept(i);
        }
      }
    };
  }

  /** A value a pixel: what {@code PixelData} decodes. */
  static SegmentationPixels values(DicomFile file, boolean labels)
      throws SegmentationReadException {
    DicomDataset image = file.dataset();
    if (image.text(DicomTag.PhotometricInterpretation).equals("PALETTE COLOR")) {
      // The palette is for display; the stored value is the segment's number all the same.
      image.put(DicomTag.PhotometricInterpretation, "MONOCHROME2");
    }
    PixelData data;
    try {
      data = PixelData.of(file);
    } catch (PixelDecodeException | DicomValueException e) {
      throw notDecoded(e);
    }
    return (frame, segment, pixel) -> {
      int wanted = labels ? segment : 1;
      try {
        int[] values = data.frame(frame);
        for (int i = 0; i < values.length; i++) {
          if (values[i] == wanted) {
            pixel.accept(i);
          }
        }
      } catch (PixelDecodeException e) {
        throw notDecoded(e);
      }
    };
  }

  private static SegmentationReadException notDecoded(Exception e) {
    return new SegmentationReadException(
        "its pixels cannot be read: " + e.getMessage(),
        "Convert it to Explicit VR Little Endian first.");
  }
}
