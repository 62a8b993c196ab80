package org.contourflow.rtstruct.check;

import java.util.List;
import java.util.Map;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomVr;
import org.contourflow.rtstruct.check.CheckRule.Severity;

/**
 * What the items of sequences need wherever they are (PS3.3 C.8.8.5, C.12.1, Tables 8.8-1 and
 * 10-11): references, codes, equipment. Sequences of private or unknown meaning are walked through,
 * not judged. In other systems' files it is a warning: nothing of it moves a contour.
 */
final class ItemCheck {
  private static final Map<Integer, int[]> TYPE_1_OF_ITEMS =
      Map.of(
          DicomTag.RTReferencedStudySequence,
          new int[] {
            DicomTag.ReferencedSOPClassUID,
            DicomTag.ReferencedSOPInstanceUID,
            DicomTag.RTReferencedSeriesSequence
          },
          DicomTag.RTReferencedSeriesSequence,
          new int[] {DicomTag.SeriesInstanceUID, DicomTag.ContourImageSequence},
          DicomTag.ContourImageSequence,
          new int[] {DicomTag.ReferencedSOPClassUID, DicomTag.ReferencedSOPInstanceUID},
          DicomTag.ContributingEquipmentSequence,
          new int[] {DicomTag.PurposeOfReferenceCodeSequence, DicomTag.Manufacturer},
          DicomTag.ROIDerivationAlgorithmIdentificationSequence,
          new int[] {
            DicomTag.AlgorithmFamilyCodeSequence, DicomTag.AlgorithmName, DicomTag.AlgorithmVersion
          });

  /** May be absent; where they are there, they have an item or a value. */
  private static final List<Integer> NEVER_EMPTY =
      List.of(
          DicomTag.SpecificCharacterSet,
          DicomTag.ApprovalStatus,
          DicomTag.RTReferencedStudySequence,
          DicomTag.ContributingEquipmentSequence,
          DicomTag.ROIDerivationAlgorithmIdentificationSequence,
          DicomTag.ContourSequence,
          DicomTag.RTROIIdentificationCodeSequence);

  private static final String CODES = "CodeSequence";

  private ItemCheck() {}

  static void check(CheckScope root) {
    frameOfReference(root);
    walk(root);
  }

  /** The module is there as soon as one of its two attributes is. */
  private static void frameOfReference(CheckScope root) {
    if (root.item().contains(DicomTag.PositionReferenceIndicator)
        || root.item().contains(DicomTag.FrameOfReferenceUID)) {
      root.requirePresent(DicomTag.PositionReferenceIndicator);
      root.requireValue(Severity.WARNING, DicomTag.FrameOfReferenceUID);
    }
  }

  private static void walk(CheckScope scope) {
    for (int tag : scope.item().tags()) {
      if (NEVER_EMPTY.contains(tag)) {
        scope.requireValue(Severity.WARNING, tag);
      }
      if (scope.item().vr(tag).filter(DicomVr.SQ::equals).isPresent()) {
        for (CheckScope item : scope.items(tag)) {
          item(item, tag);
          walk(item);
        }
      }
    }
  }

  private static void item(CheckScope item, int sequence) {
    item.requireValue(Severity.WARNING, TYPE_1_OF_ITEMS.getOrDefault(sequence, new int[0]));
    if (DicomTag.keyword(sequence).endsWith(CODES)) {
      code(item);
    }
  }

  private static void code(CheckScope item) {
    boolean otherwise =
        item.item().hasValue(DicomTag.LongCodeValue) || item.item().hasValue(DicomTag.URNCodeValue);
    if (!otherwise) {
      item.requireValue(Severity.WARNING, DicomTag.CodeValue);
    }
    if (!item.item().hasValue(DicomTag.URNCodeValue)) {
      item.requireValue(Severity.WARNING, DicomTag.CodingSchemeDesignator);
    }
    item.requireValue(Severity.WARNING, DicomTag.CodeMeaning);
  }
}
