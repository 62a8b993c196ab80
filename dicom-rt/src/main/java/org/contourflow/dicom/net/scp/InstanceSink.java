package org.contourflow.dicom.net.scp;

import org.contourflow.dicom.net.StatusCode;

/**
 * What takes over a received instance: it records the arrival durably (an index row) and returns;
 * only then is the sender told success. Called on the association's own thread, at most one call at
 * a time per association, several at once over all.
 *
 * <p>The file is complete and fsync'ed. The sink may leave it in the spool or move it. If the sink
 * throws or refuses, the file is removed from the spool and the sender told the status, so the
 * sender still has the one copy that counts. After a crash between the file's rename and the sink's
 * return, the file is found by {@link Spool#unacknowledged()}: the sink must be idempotent.
 */
@FunctionalInterface
public interface InstanceSink {
  /**
   * Takes over the instance.
   *
   * @return the answer for the sender
   * @throws Exception whatever went wrong; answered as {@link StatusCode#PROCESSING_FAILURE}
   */
  Decision accept(ReceivedInstance instance) throws Exception;

  /** The sink's answer. */
  sealed interface Decision {
    /** The arrival is recorded: success. */
    record Accepted() implements Decision {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.accepted();
      }
    }

    /** An identical instance is already held: success for the sender; the new file is removed. */
    record AlreadyHeld() implements Decision {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.alreadyHeld();
      }
    }

    /**
     * Not taken.
     *
     * @param status a failure status
     * @param comment at most 64 characters reach the peer; no patient data
     */
    record Refused(StatusCode status, String comment) implements Decision {
      /** Checks that the status is a failure. */
      public Refused {
        if (status.kind() != StatusCode.Kind.FAILURE) {
          throw new IllegalArgumentException("a refusal needs a failure status, got " + status);
        }
      }

      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.refused(this);
      }
    }

    /** What is answered to each; a new kind of decision does not compile until all have it. */
    interface Visitor<R> {
      R accepted();

      R alreadyHeld();

      R refused(Refused refused);
    }

    /** Hands this decision to the visitor's method for it. */
    <R> R accept(Visitor<R> visitor);

    /** Success. */
    static Decision accepted() {
      return new Accepted();
    }
  }
}
