package org.contourflow.dicom.net.scu;

import org.contourflow.dicom.net.StatusCode;

/** What became of one instance that was to be sent. */
public sealed interface StoreOutcome {
  /** The peer answered success. */
  record Stored() implements StoreOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.stored(this);
    }
  }

  /** The peer stored it and warns: it changed or dropped elements. A person should know. */
  record Warned(StatusCode status, String comment) implements StoreOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.warned(this);
    }
  }

  /**
   * The peer answered that it did not store it.
   *
   * @param comment the peer's words, empty if none
   */
  record Refused(StatusCode status, String comment) implements StoreOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.refused(this);
    }
  }

  /**
   * No answer was had: whether the peer has it is not known unless it was never sent.
   *
   * @param cause in words, without patient data
   * @param retryable whether sending again later can help
   */
  record Failed(String cause, boolean retryable) implements StoreOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.failed(this);
    }
  }

  /** Whether the peer has it. */
  default boolean delivered() {
    return this instanceof Stored || this instanceof Warned;
  }

  /** Whether to send it again. */
  default boolean retryable() {
    return this instanceof Failed failed && failed.retryable()
        || this instanceof Refused refused && refused.status().retryable();
  }

  /** What is made of each kind; a new kind does not compile until all have it. */
  interface Visitor<R> {
    R stored(Stored stored);

    R warned(Warned warned);

    R refused(Refused refused);

    R failed(Failed failed);
  }

  /** Hands this outcome to the visitor's method for it. */
  <R> R accept(Visitor<R> visitor);
}
