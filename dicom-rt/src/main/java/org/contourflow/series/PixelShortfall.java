package org.contourflow.series;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomHeader.PixelDataInfo;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.pixel.PixelData;
import org.contourflow.dicom.pixel.PixelDecodeException;
import org.contourflow.dicom.pixel.PixelFormat;

/** Whether an image has all of its pixels: a copy that broke off ends in the middle of them. */
public final class PixelShortfall {
  private PixelShortfall() {}

  /**
   * Whether a file whose header can be read has fewer pixels than its header says. A header that
   * says nothing usable about them is no shortfall, and neither are pixels in a vendor's
   * attributes.
   */
  public static boolean isIn(DicomHeader header, Path file) throws IOException {
    if (VendorPixels.areIn(header.dataset())) {
      return false;
    }
    try {
      return !reason(header, PixelFormat.of(header.dataset()), file).isEmpty();
    } catch (DicomValueException e) {
      return false;
    }
  }

  /**
   * Why the pixel data is too short for the image; "" if it is whole.
   *
   * @throws IOException if the disk fails; a file that cannot be parsed further on is a shortfall
   */
  static String reason(DicomHeader header, PixelFormat format, Path file) throws IOException {
    PixelDataInfo pixels = header.pixelData();
    boolean plain = !pixels.encapsulated() && pixels.availableBytes() != Long.MAX_VALUE;
    if (!pixels.present()) {
      return "the file has no pixel data";
    }
    if (plain) {
      long have = Math.min(pixels.availableBytes(), pixels.declaredBytes());
      if (have < format.nativeBytes()) {
        return Numbers.text(
            "pixel data has %d bytes, %d x %d x %d bits need %d",
            have, format.rows(), format.columns(), format.bitsAllocated(), format.nativeBytes());
      }
      return pixels.declaredBytes() <= pixels.availableBytes()
          ? ""
          : Numbers.text(
              "pixel data claims %d bytes, the file has %d",
              pixels.declaredBytes(), pixels.availableBytes());
    }
    try {
      PixelData.of(DicomFiles.readImage(file));
      return "";
    } catch (DicomReadException | PixelDecodeException e) {
      return "pixel data is not whole";
    }
  }
}
