package org.contourflow.rtstruct.write;

import org.contourflow.dicom.DicomUid;

/** General Equipment (PS3.3 C.7.5.1) of what writes, never the CT's. Each at most 64 characters. */
public record Equipment(String manufacturer, String model, String softwareVersion) {
  /** This project. */
  public static final Equipment CONTOURFLOW =
      new Equipment("Contourflow", "Contourflow", DicomUid.IMPLEMENTATION_VERSION_NAME);
}
