package org.contourflow.dicom.net;

/** Level of a Study Root query (PS3.4 C.6.2). */
public enum QueryLevel {
  STUDY,
  SERIES,
  IMAGE
}
