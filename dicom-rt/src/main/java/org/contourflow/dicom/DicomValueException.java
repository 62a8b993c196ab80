package org.contourflow.dicom;

import java.io.Serial;

/** A value that breaks its attribute's value representation. Its message never quotes the value. */
public final class DicomValueException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int tag;

  public DicomValueException(int tag, String problem) {
    super(DicomTag.describe(tag) + ": " + problem);
    this.tag = tag;
  }

  /** The attribute. */
  public int tag() {
    return tag;
  }
}
