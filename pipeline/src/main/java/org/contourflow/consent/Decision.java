package org.contourflow.consent;

import java.util.List;
import java.util.Optional;

/** What the gate says of one case. */
public sealed interface Decision {
  /**
   * May teach.
   *
   * @param patient empty for public data
   * @param grounds the events, or the statement, that say so
   */
  record Released(Basis basis, Optional<PatientRef> patient, List<String> grounds)
      implements Decision {
    public Released {
      grounds = List.copyOf(grounds);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.released(this);
    }
  }

  /**
   * May not.
   *
   * @param detail which event, which answer, which file; no patient's data; may be empty
   */
  record Refused(Reason reason, String detail) implements Decision {
    /** Code, sentence, what to do. */
    public String describe() {
      return reason + ": " + reason.describe() + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.refused(this);
    }
  }

  /** What is made of either; a new kind does not compile until all have it. */
  interface Visitor<R> {
    R released(Released released);

    R refused(Refused refused);
  }

  /** Hands this decision to the visitor's method for it. */
  <R> R accept(Visitor<R> visitor);

  /** A refusal without a detail. */
  static Refused refused(Reason reason) {
    return new Refused(reason, "");
  }
}
