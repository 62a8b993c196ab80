package org.contourflow.series;

import java.nio.charset.StandardCharsets;
import org.contourflow.dicom.DicomDataset;

/** Pixels that a vendor keeps in attributes of its own, in a code of its own. */
final class VendorPixels {
  static final String REASON =
      "the pixels are compressed by Philips' own PMSCT_RLE1 in private attributes (07A1), though the"
          + " file declares a standard transfer syntax";

  /** ELSCINT1's kind of compression. */
  private static final int COMPRESSION = 0x07A11011;

  private VendorPixels() {}

  /** Whether the image says that its pixels are such. */
  static boolean areIn(DicomDataset image) {
    return image
        .bytes(COMPRESSION)
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .filter(text -> text.startsWith("PMSCT_RLE"))
        .isPresent();
  }
}
