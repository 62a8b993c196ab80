package org.contourflow.rtstruct.write;

import java.util.HashSet;
import java.util.Set;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** References from the structure set to the CT (PS3.3 C.8.8.5). */
final class References {
  private References() {}

  /** The whole chain: frame of reference, study, series, and EVERY slice of the series. */
  static void putChain(DicomDataset dataset, ReferencedSeries series) {
    DicomDataset frame = dataset.addItem(DicomTag.ReferencedFrameOfReferenceSequence);
    frame.put(DicomTag.FrameOfReferenceUID, series.frameOfReferenceUid());
    DicomDataset study = frame.addItem(DicomTag.RTReferencedStudySequence);
    // The retired Detached Study Management class: what the standard and every system still say.
    study.put(DicomTag.ReferencedSOPClassUID, DicomUid.STUDY_COMPONENT_MANAGEMENT);
    study.put(DicomTag.ReferencedSOPInstanceUID, series.studyInstanceUid());
    DicomDataset item = study.addItem(DicomTag.RTReferencedSeriesSequence);
    item.put(DicomTag.SeriesInstanceUID, series.seriesInstanceUid());
    Set<String> listed = new HashSet<>();
    for (ReferencedImage image : series.images()) {
      // A multi-frame image is listed once, for all of its frames.
      if (listed.add(image.sopInstanceUid())) {
        putInstance(item.addItem(DicomTag.ContourImageSequence), image);
      }
    }
  }

  /** One contour's own slice. */
  static void putImage(DicomDataset item, ReferencedImage image) {
    putInstance(item, image);
    image.frameNumber().ifPresent(n -> item.putIntegers(DicomTag.ReferencedFrameNumber, n));
  }

  private static void putInstance(DicomDataset item, ReferencedImage image) {
    item.put(DicomTag.ReferencedSOPClassUID, image.sopClassUid());
    item.put(DicomTag.ReferencedSOPInstanceUID, image.sopInstanceUid());
  }
}
