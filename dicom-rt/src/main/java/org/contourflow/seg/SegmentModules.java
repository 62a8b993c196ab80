package org.contourflow.seg;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.rtstruct.write.Provenance;
import org.contourflow.structure.RoiCode;

/** The Segment Sequence (PS3.3 C.8.20.2, C.8.20.4). */
final class SegmentModules {
  private static final RoiCode BACKGROUND = new RoiCode("125040", "DCM", "Background");

  private SegmentModules() {}

  static void put(
      DicomDataset dataset,
      List<Segment> segments,
      String frameOfReferenceUid,
      SegmentationForm form) {
    if (form == SegmentationForm.LABELMAP) {
      background(dataset.addItem(DicomTag.SegmentSequence));
    }
    for (int i = 0; i < segments.size(); i++) {
      DicomDataset item = dataset.addItem(DicomTag.SegmentSequence);
      segment(item, segments.get(i), i + 1);
      tracking(item, segments.get(i), frameOfReferenceUid);
    }
  }

  private static void segment(DicomDataset item, Segment segment, int number) {
    SegmentCodes codes = SegmentCodes.of(segment);
    item.putIntegers(DicomTag.SegmentNumber, number);
    item.put(DicomTag.SegmentLabel, segment.label());
    putCode(item, DicomTag.SegmentedPropertyCategoryCodeSequence, codes.category());
    DicomDataset type = putCode(item, DicomTag.SegmentedPropertyTypeCodeSequence, codes.type());
    codes
        .side()
        .ifPresent(side -> putCode(type, DicomTag.SegmentedPropertyTypeModifierCodeSequence, side));
    if (segment.algorithm().isPresent()) {
      var algorithm = segment.algorithm().get();
      item.put(DicomTag.SegmentAlgorithmType, "AUTOMATIC");
      item.put(DicomTag.SegmentAlgorithmName, algorithm.name());
      Provenance.putAlgorithm(
          item, DicomTag.SegmentationAlgorithmIdentificationSequence, algorithm);
    } else {
      item.put(DicomTag.SegmentAlgorithmType, "MANUAL");
    }
    item.putIntegers(DicomTag.RecommendedDisplayCIELabValue, CieLab.of(segment.colour()));
  }

  /** The same structure of the same patient geometry is tracked as the same. */
  private static void tracking(DicomDataset item, Segment segment, String frameOfReferenceUid) {
    item.put(DicomTag.TrackingID, segment.label());
    item.put(
        DicomTag.TrackingUID,
        DicomUid.fromContent(
            "tracking",
            (frameOfReferenceUid + "\n" + segment.label()).getBytes(StandardCharsets.UTF_8)));
  }

  /** What 0 means: a label map describes each of its values (PS3.3 C.8.20.2.3.3). */
  private static void background(DicomDataset item) {
    item.putIntegers(DicomTag.SegmentNumber, 0);
    item.put(DicomTag.SegmentLabel, BACKGROUND.meaning());
    putCode(item, DicomTag.SegmentedPropertyCategoryCodeSequence, BACKGROUND);
    putCode(item, DicomTag.SegmentedPropertyTypeCodeSequence, BACKGROUND);
    item.put(DicomTag.SegmentAlgorithmType, "AUTOMATIC");
    item.put(DicomTag.SegmentAlgorithmName, "Contourflow");
  }

  private static DicomDataset putCode(DicomDataset item, int sequence, RoiCode code) {
    DicomDataset coded = item.addItem(sequence);
    Provenance.putCode(coded, code.value(), code.scheme(), code.meaning());
    return coded;
  }
}
