package org.contourflow.testdata;

/** Transfer syntaxes test data is written in, or claims to be written in. */
public enum TransferSyntax {
  IMPLICIT_VR_LITTLE_ENDIAN("1.2.840.10008.1.2", false),
  EXPLICIT_VR_LITTLE_ENDIAN("1.2.840.10008.1.2.1", false),
  /** Claimed only: the fragments hold nothing that decodes. */
  JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", true),
  /** Claimed only. */
  MPEG2_MAIN_PROFILE("1.2.840.10008.1.2.4.100", true);

  final String uid;
  final boolean encapsulated;

  TransferSyntax(String uid, boolean encapsulated) {
    this.uid = uid;
    this.encapsulated = encapsulated;
  }

  /** The UID. */
  public String uid() {
    return uid;
  }
}
