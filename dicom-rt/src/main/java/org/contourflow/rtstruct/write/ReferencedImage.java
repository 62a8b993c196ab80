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
    // An instance UID with leading zeros is the CT's own and referred to as it is.
    if (!DicomUid.isUsable(sopClassUid) || !DicomUid.isUsable(sopInstanceUid)) {
      throw new IllegalArgumentException("an image reference needs two valid UIDs");
    }
  }
}
