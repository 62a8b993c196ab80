package org.contourflow.series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomValueException;
import org.contourflow.dicom.pixel.PixelData;
import org.contourflow.dicom.pixel.PixelDecodeException;

/**
 * Whether two files with the same SOP Instance UID are the same image: pixels, geometry, identity
 * and what a person or a rule tells a series by. An archive adds where it can be retrieved from, a
 * converter its name and the time: such differences are none.
 */
public final class SameImage {
  /** Compared beside the patient, the image's own groups and the pixels. */
  private static final int[] MEANING = {
    DicomTag.SOPClassUID,
    DicomTag.SOPInstanceUID,
    DicomTag.StudyInstanceUID,
    DicomTag.SeriesInstanceUID,
    DicomTag.FrameOfReferenceUID,
    DicomTag.Modality,
    DicomTag.ImageType,
    DicomTag.SeriesDescription,
    DicomTag.ProtocolName,
    DicomTag.BodyPartExamined,
    DicomTag.PatientPosition,
    DicomTag.ImagePositionPatient,
    DicomTag.ImageOrientationPatient,
    DicomTag.InstanceNumber,
    DicomTag.SharedFunctionalGroupsSequence,
    DicomTag.PerFrameFunctionalGroupsSequence
  };

  private static final int IMAGE_GROUP = 0x0028;

  private SameImage() {}

  /**
   * Byte for byte, or by what it means.
   *
   * @throws IOException if one cannot be read
   */
  public static boolean of(Path a, Path b) throws IOException {
    if (Files.mismatch(a, b) < 0) {
      return true;
    }
    DicomFile first = DicomFiles.read(a);
    DicomFile second = DicomFiles.read(b);
    return first.dataset().hasSameContent(second.dataset())
        || PatientKey.of(first.dataset()).equals(PatientKey.of(second.dataset()))
            && meaning(first.dataset()).hasSameContent(meaning(second.dataset()))
            && samePixels(first, second);
  }

  private static DicomDataset meaning(DicomDataset image) {
    DicomDataset meaning = DicomDataset.create().copyFrom(image, MEANING);
    for (VolumeTrait trait : VolumeTrait.values()) {
      if (!trait.isTime() && !trait.isFreeText()) {
        meaning.copyFrom(image, trait.tag());
      }
    }
    meaning.copyFrom(
        image, Arrays.stream(image.tags()).filter(tag -> tag >>> 16 == IMAGE_GROUP).toArray());
    return meaning
        .remove(DicomTag.SpecificCharacterSet)
        .remove(DicomTag.WindowCenter)
        .remove(DicomTag.WindowWidth);
  }

  private static boolean samePixels(DicomFile a, DicomFile b) {
    try {
      PixelData first = PixelData.of(a);
      PixelData second = PixelData.of(b);
      boolean same = first.format().equals(second.format());
      for (int frame = 0; same && frame < first.format().frames(); frame++) {
        same = Arrays.equals(first.frame(frame), second.frame(frame));
      }
      return same;
    } catch (PixelDecodeException | DicomValueException e) {
      return false;
    }
  }

  /** As {@link #of}; what cannot be read is no known image. */
  public static boolean ofReadable(Path a, Path b) throws IOException {
    try {
      return of(a, b);
    } catch (DicomReadException | DicomValueException e) {
      return false;
    }
  }
}
