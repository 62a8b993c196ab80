package org.contourflow.dicom.net.scu;

/** What a C-ECHO found. */
public sealed interface EchoOutcome {
  /** The peer answers. */
  record Alive(long millis) implements EchoOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.alive(this);
    }
  }

  /** The peer answered a status other than success, or does not offer verification. */
  record Refused(String why) implements EchoOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.refused(this);
    }
  }

  /** No answer. */
  record Failed(String cause, boolean retryable) implements EchoOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.failed(this);
    }
  }

  /** What is made of each kind; a new kind does not compile until all have it. */
  interface Visitor<R> {
    R alive(Alive alive);

    R refused(Refused refused);

    R failed(Failed failed);
  }

  /** Hands this outcome to the visitor's method for it. */
  <R> R accept(Visitor<R> visitor);
}
