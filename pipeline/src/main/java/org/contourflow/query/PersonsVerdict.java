package org.contourflow.query;

import java.time.Instant;

/**
 * What a person said of a case's contours.
 *
 * @param by name of the user
 */
public record PersonsVerdict(Kind kind, String reason, String by, Instant at) {
  /** Which way. */
  public enum Kind {
    ACCEPTED,
    REJECTED
  }
}
