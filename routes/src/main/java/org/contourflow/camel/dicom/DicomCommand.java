package org.contourflow.camel.dicom;

/** What a producer asks the peer. */
public enum DicomCommand {
  /** {@code send}: C-STORE of the files in the body. */
  STORE,
  /** {@code send}: C-ECHO. */
  ECHO,
  /** {@code send}: storage commitment for the instances in the body. */
  COMMIT,
  /** {@code query}: C-FIND with the keys in the body. */
  FIND,
  /** {@code query}: C-MOVE of what the keys in the body name. */
  MOVE
}
