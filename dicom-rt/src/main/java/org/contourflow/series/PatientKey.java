package org.contourflow.series;

import java.security.SecureRandom;
import java.util.UUID;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;

/** Tells patients apart without saying who they are: a salted hash, other in every process. */
final class PatientKey {
  private static final String SALT =
      new UUID(new SecureRandom().nextLong(), new SecureRandom().nextLong()).toString();
  private static final int[] WHO = {
    DicomTag.PatientID, DicomTag.IssuerOfPatientID, DicomTag.PatientName, DicomTag.PatientBirthDate
  };

  private PatientKey() {}

  static String of(DicomDataset image) {
    StringBuilder who = new StringBuilder();
    for (int tag : WHO) {
      who.append(String.join("\\", image.strings(tag))).append('\n');
    }
    return DicomUid.fromContent(
        SALT, who.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
