package org.contourflow.series;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomHeader;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomValueException;

/** The UIDs an image goes by: its own, or derived ones by {@link MissingUids#DERIVE}. */
public record InstanceIdentity(
    String study, String series, String frameOfReference, String sopClass, String sopInstance) {

  /**
   * The UIDs of an image.
   *
   * @param file where the image lies; its bytes make the SOP Instance UID where there is none
   * @throws DicomValueException if one is missing, or no UID, or there is nothing to derive it from
   * @throws UncheckedIOException if the file had to be read and could not be
   */
  public static InstanceIdentity of(DicomHeader header, Path file, MissingUids missing) {
    DicomDataset meta = header.fileMeta();
    DicomDataset image = header.dataset();
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
        hasSopInstance(meta, image) ? sopInstance(meta, image) : ofContent(file));
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

  /** Whether the image says who it is, in the data set or the file meta information. */
  static boolean hasSopInstance(DicomDataset meta, DicomDataset image) {
    return image.hasValue(DicomTag.SOPInstanceUID)
        || meta.hasValue(DicomTag.MediaStorageSOPInstanceUID);
  }

  /** Whether one of them has leading zeros in its numbers, which PS3.5 9.1 forbids. */
  boolean hasLeadingZeros() {
    return !(DicomUid.isValid(study)
        && DicomUid.isValid(series)
        && DicomUid.isValid(frameOfReference)
        && DicomUid.isValid(sopInstance));
  }

  private static String ofContent(Path file) {
    try {
      return DicomUid.fromContent(
          DicomTag.keyword(DicomTag.SOPInstanceUID), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    if (!DicomUid.isUsable(value)) {
      throw new DicomValueException(tag, "is not a UID by PS3.5 9.1");
    }
    return value;
  }
}
