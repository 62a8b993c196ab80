package org.contourflow.rtstruct.write;

import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;

/**
 * Patient, Patient Study and General Study of the CT, verbatim and in its character set (PS3.3
 * C.7.1.1, C.7.2.1, C.7.2.2); attributes of type 2 that the CT lacks are written empty.
 */
public final class CopiedAttributes {
  private static final int[] VERBATIM = {
    DicomTag.PatientName,
    DicomTag.PatientID,
    DicomTag.IssuerOfPatientID,
    DicomTag.PatientBirthDate,
    DicomTag.PatientBirthTime,
    DicomTag.PatientSex,
    DicomTag.OtherPatientIDs,
    DicomTag.OtherPatientIDsSequence,
    DicomTag.PatientIdentityRemoved,
    DicomTag.DeidentificationMethod,
    DicomTag.DeidentificationMethodCodeSequence,
    DicomTag.PatientAge,
    DicomTag.PatientSize,
    DicomTag.PatientWeight,
    DicomTag.StudyInstanceUID,
    DicomTag.StudyDate,
    DicomTag.StudyTime,
    DicomTag.ReferringPhysicianName,
    DicomTag.StudyID,
    DicomTag.AccessionNumber,
    DicomTag.StudyDescription,
    DicomTag.PositionReferenceIndicator,
  };

  private static final int[] TYPE_2 = {
    DicomTag.PatientName,
    DicomTag.PatientID,
    DicomTag.PatientBirthDate,
    DicomTag.PatientSex,
    DicomTag.StudyDate,
    DicomTag.StudyTime,
    DicomTag.ReferringPhysicianName,
    DicomTag.StudyID,
    DicomTag.AccessionNumber,
    DicomTag.PositionReferenceIndicator,
  };

  private CopiedAttributes() {}

  /** Puts them into an object of the series' patient and study. */
  public static void put(DicomDataset target, ReferencedSeries series) {
    put(target, series.header());
    target.put(DicomTag.StudyInstanceUID, series.studyInstanceUid());
  }

  /** Puts those of another object into an object of the same patient and study. */
  static void put(DicomDataset target, DicomDataset of) {
    target.copyFrom(of, VERBATIM);
    for (int tag : TYPE_2) {
      if (!target.contains(tag)) {
        target.putEmpty(tag);
      }
    }
  }
}
