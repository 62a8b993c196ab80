package org.contourflow.series;

import java.nio.charset.StandardCharsets;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;

/** The UIDs an image goes by. */
record InstanceIdentity(
    String study, String series, String frameOfReference, String sopClass, String sopInstance) {

  /** Throws {@link DicomValueException} if one is missing or no UID. */
  static InstanceIdentity of(DicomDataset meta, DicomDataset image, MissingUids missing) {
    if (missing == MissingUids.REFUSE) {
      return new InstanceIdentity(
          uid(image, DicomTag.StudyInstanceUID),
          uid(image, DicomTag.SeriesInstanceUID),
          uid(image, DicomTag.FrameOfReferenceUID),
          uid(image, DicomTag.SOPClassUID),
          uid(image, DicomTag.SOPInstanceUID));
    }
    return new InstanceIdentity(
        derived(image, DicomTag.StudyInstanceUID, DicomTag.FrameOfReferenceUID),
        derived(image, DicomTag.SeriesInstanceUID, DicomTag.FrameOfReferenceUID),
        derived(image, DicomTag.FrameOfReferenceUID, DicomTag.SeriesInstanceUID),
        sopClass(meta, image),
        sopInstance(meta, image));
  }

  /** The SOP class by the data set, or where that is empty by the file meta information. */
  static String sopClass(DicomDataset meta, DicomDataset image) {
    return image.string(DicomTag.SOPClassUID).orElse(meta.text(DicomTag.MediaStorageSOPClassUID));
  }

  /** The SOP instance by the data set, or where that is empty by the file meta information. */
  static String sopInstance(DicomDataset meta, DicomDataset image) {
    return image.hasValue(DicomTag.SOPInstanceUID)
        ? uid(image, DicomTag.SOPInstanceUID)
        : uid(meta, DicomTag.MediaStorageSOPInstanceUID);
  }

  private static String derived(DicomDataset image, int tag, int from) {
    return image.hasValue(tag)
        ? uid(image, tag)
        : DicomUid.fromContent(
            DicomTag.keyword(tag), uid(image, from).getBytes(StandardCharsets.US_ASCII));
  }

  private static String uid(DicomDataset dataset, int tag) {
    String value = dataset.text(tag);
    if (value.isEmpty()) {
      throw new DicomValueException(tag, "is missing");
    }
    if (!DicomUid.isValid(value)) {
      throw new DicomValueException(tag, "is not a UID by PS3.5 9.1");
    }
    return value;
  }
}
