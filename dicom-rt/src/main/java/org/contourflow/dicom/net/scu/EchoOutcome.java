package org.contourflow.dicom.net.scu;

/** What a C-ECHO found. */
public sealed interface EchoOutcome {
  /** The peer answers. */
  record Alive(long millis) implements EchoOutcome {}

  /** The peer answered a status other than success, or does not offer verification. */
  record Refused(String why) implements EchoOutcome {}

  /** No answer. */
  record Failed(String cause, boolean retryable) implements EchoOutcome {}
}
