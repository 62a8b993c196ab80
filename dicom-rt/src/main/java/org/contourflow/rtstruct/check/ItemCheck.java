package org.contourflow.rtstruct.check;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomVr;

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
    if (root.item().contains(DicomTag.PositionReferenceIndicator)) {
      requireValue(root, DicomTag.FrameOfReferenceUID);
    } else if (root.item().contains(DicomTag.FrameOfReferenceUID)) {
      root.requirePresent(DicomTag.PositionReferenceIndicator);
      requireValue(root, DicomTag.FrameOfReferenceUID);
    }
  }

  private static void walk(CheckScope scope) {
    for (int tag : scope.item().tags()) {
      if (NEVER_EMPTY.contains(tag)) {
        requireValue(scope, tag);
      }
      // A contour's points are a hundred thousand elements that hold no sequence.
      if (scope.item().vr(tag).filter(DicomVr.SQ::equals).isPresent()) {
        for (CheckScope item : scope.items(tag)) {
          item(item, tag);
          walk(item);
        }
      }
    }
  }

  private static void item(CheckScope item, int sequence) {
    requireValue(item, TYPE_1_OF_ITEMS.getOrDefault(sequence, new int[0]));
    if (DicomTag.keyword(sequence).endsWith(CODES)) {
      code(item);
    }
  }

  private static void code(CheckScope item) {
    boolean otherwise =
        item.item().hasValue(DicomTag.LongCodeValue) || item.item().hasValue(DicomTag.URNCodeValue);
    if (!otherwise) {
      requireValue(item, DicomTag.CodeValue);
    }
    if (!item.item().hasValue(DicomTag.URNCodeValue)) {
      requireValue(item, DicomTag.CodingSchemeDesignator);
    }
    requireValue(item, DicomTag.CodeMeaning);
  }

  private static void requireValue(CheckScope scope, int... tags) {
    IntStream.of(tags)
        .filter(tag -> !scope.item().hasValue(tag))
        .forEach(
            tag ->
                scope.report(
                    CheckRule.MISSING_ATTRIBUTE,
                    CheckRule.Severity.WARNING,
                    tag,
                    scope.item().contains(tag) ? "is empty and must have a value" : "is missing"));
  }
}
