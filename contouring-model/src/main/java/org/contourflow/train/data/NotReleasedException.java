package org.contourflow.train.data;

import java.io.IOException;
import java.io.Serial;

/** A case that may not teach, or no more. Names the case and the reason, never the patient. */
public final class NotReleasedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String caseId;
  private final String reason;

  /**
   * @param reason a word of the gate's vocabulary: {@code WITHDRAWN}
   * @param text reason and what to do, for a person
   */
  public NotReleasedException(String caseId, String reason, String text) {
    super("case " + caseId + " may not teach: " + text);
    this.caseId = caseId;
    this.reason = reason;
  }

  /** Which case. */
  public String caseId() {
    return caseId;
  }

  /** A word of the gate's vocabulary. */
  public String reason() {
    return reason;
  }
}
