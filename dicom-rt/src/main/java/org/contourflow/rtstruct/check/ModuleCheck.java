package org.contourflow.rtstruct.check;

import java.nio.charset.StandardCharsets;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** Modules, value lengths and retired attributes: what needs no understanding of contours. */
final class ModuleCheck {
  private static final int[] TYPE_1 = {
    DicomTag.SOPInstanceUID,
    DicomTag.StudyInstanceUID,
    DicomTag.SeriesInstanceUID,
    DicomTag.Modality,
    DicomTag.StructureSetLabel,
    DicomTag.StructureSetROISequence,
    DicomTag.ReferencedFrameOfReferenceSequence,
    DicomTag.ROIContourSequence,
  };

  private static final int[] TYPE_2 = {
    DicomTag.PatientName,
    DicomTag.PatientID,
    DicomTag.PatientBirthDate,
    DicomTag.PatientSex,
    DicomTag.StudyDate,
    DicomTag.StudyTime,
    DicomTag.StudyID,
    DicomTag.AccessionNumber,
    DicomTag.ReferringPhysicianName,
    DicomTag.SeriesNumber,
    DicomTag.OperatorsName,
    DicomTag.Manufacturer,
    DicomTag.StructureSetDate,
    DicomTag.StructureSetTime,
  };

  private static final int[] RETIRED = {
    DicomTag.ContourSlabThickness,
    DicomTag.ContourOffsetVector,
    DicomTag.AttachedContours,
    DicomTag.ROIObservationLabel,
  };

  private static final int LONGEST_LABEL = 16;
  private static final int LONGEST_DS = 16;

  private ModuleCheck() {}

  static void check(CheckScope root) {
    if (!root.item().text(DicomTag.SOPClassUID).equals(DicomUid.RT_STRUCTURE_SET_STORAGE)) {
      root.report(
          CheckRule.WRONG_SOP_CLASS,
          DicomTag.SOPClassUID,
          "is " + DicomUid.nameOf(root.item().text(DicomTag.SOPClassUID)));
    }
    root.requireValue(TYPE_1);
    root.requirePresent(TYPE_2);
    if (root.item().text(DicomTag.StructureSetLabel).length() > LONGEST_LABEL) {
      root.report(
          CheckRule.LABEL_TOO_LONG,
          DicomTag.StructureSetLabel,
          "has " + root.item().text(DicomTag.StructureSetLabel).length() + " characters");
    }
    roiItems(root);
  }

  private static void roiItems(CheckScope root) {
    for (CheckScope roi : root.items(DicomTag.StructureSetROISequence)) {
      roi.requireValue(DicomTag.ROINumber, DicomTag.ReferencedFrameOfReferenceUID);
      roi.requirePresent(DicomTag.ROIName, DicomTag.ROIGenerationAlgorithm);
    }
    for (CheckScope observation : root.items(DicomTag.RTROIObservationsSequence)) {
      observation.requireValue(DicomTag.ObservationNumber, DicomTag.ReferencedROINumber);
      observation.requirePresent(DicomTag.RTROIInterpretedType, DicomTag.ROIInterpreter);
      reportRetired(observation);
    }
    for (CheckScope frame : root.items(DicomTag.ReferencedFrameOfReferenceSequence)) {
      frame.requireValue(DicomTag.FrameOfReferenceUID);
    }
    for (CheckScope roiContour : root.items(DicomTag.ROIContourSequence)) {
      roiContour.requireValue(DicomTag.ReferencedROINumber);
      for (CheckScope contour : roiContour.items(DicomTag.ContourSequence)) {
        contour.requireValue(
            DicomTag.ContourGeometricType, DicomTag.NumberOfContourPoints, DicomTag.ContourData);
        reportRetired(contour);
        contourData(contour);
      }
    }
  }

  private static void reportRetired(CheckScope scope) {
    for (int tag : RETIRED) {
      if (scope.item().contains(tag)) {
        scope.report(CheckRule.RETIRED_ATTRIBUTE, tag, "is there");
      }
    }
  }

  private static void contourData(CheckScope contour) {
    byte[] data = contour.item().bytes(DicomTag.ContourData).orElse(new byte[0]);
    if (data.length > DicomFiles.LONGEST_SHORT_VALUE) {
      contour.report(
          CheckRule.EXPLICIT_VR_OVERFLOW, DicomTag.ContourData, "has " + data.length + " bytes");
    }
    int from = 0;
    for (int i = 0; i <= data.length; i++) {
      if (i == data.length || data[i] == '\\') {
        // The last value of an odd-sized list carries one blank of padding.
        int end = i == data.length && i > from && data[i - 1] == ' ' ? i - 1 : i;
        if (end - from > LONGEST_DS) {
          contour.report(
              CheckRule.DS_TOO_LONG,
              DicomTag.ContourData,
              "value '"
                  + new String(data, from, Math.min(end - from, 40), StandardCharsets.US_ASCII)
                  + "' has "
                  + (end - from)
                  + " bytes");
          return;
        }
        from = i + 1;
      }
    }
  }
}
