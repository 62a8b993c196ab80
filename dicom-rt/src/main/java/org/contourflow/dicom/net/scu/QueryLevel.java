package org.contourflow.dicom.net.scu;

/** Level of a Study Root query (PS3.4 C.6.2). */
public enum QueryLevel {
  STUDY,
  SERIES,
  IMAGE
}
