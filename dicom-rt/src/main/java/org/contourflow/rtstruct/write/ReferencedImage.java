package org.contourflow.rtstruct.write;

import java.util.OptionalInt;
import org.contourflow.dicom.DicomUid;

/**
 * What a contour refers to: one slice.
 *
 * @param frameNumber from 1, for a frame of a multi-frame image only
 */
public record ReferencedImage(String sopClassUid, String sopInstanceUid, OptionalInt frameNumber) {
  public ReferencedImage {
    if (!DicomUid.isValid(sopClassUid) || !DicomUid.isValid(sopInstanceUid)) {
      throw new IllegalArgumentException("an image reference needs two valid UIDs");
    }
  }
}
