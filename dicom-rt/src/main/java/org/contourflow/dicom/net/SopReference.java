package org.contourflow.dicom.net;

/** An instance by its UIDs, both checked. */
public record SopReference(String sopClassUid, String sopInstanceUid) {
  /** Checks both. */
  public SopReference {
    if (!InstanceUids.isSafe(sopClassUid) || !InstanceUids.isSafe(sopInstanceUid)) {
      throw new IllegalArgumentException("SOP Class UID or SOP Instance UID is not a UID");
    }
  }
}
