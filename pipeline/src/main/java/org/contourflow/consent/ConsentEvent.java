package org.contourflow.consent;

import java.time.Instant;
import java.util.Optional;

/**
 * One event of the log.
 *
 * @param sequence its number, from 1 without a gap
 * @param recordedAt by the clock of the machine that recorded it
 * @param evidence where the paper, the approval or the message is found: a reference, no name
 * @param recordedBy who recorded it: a user name or role of the hospital's staff
 * @param withoutIssuer as of {@link Whose}; empty too where an older version recorded the event
 */
public record ConsentEvent(
    long sequence,
    Instant recordedAt,
    PatientRef patient,
    String evidence,
    String recordedBy,
    Act act,
    Optional<PatientRef> withoutIssuer) {
  public ConsentEvent {
    withoutIssuer = withoutIssuer == null ? Optional.empty() : withoutIssuer;
    if (evidence == null || evidence.isBlank()) {
      throw new IllegalArgumentException(
          "an event needs its evidence: the form's or approval's reference");
    }
    if (recordedBy == null || recordedBy.isBlank()) {
      throw new IllegalArgumentException("an event needs who recorded it");
    }
    if (patient == null || act == null || recordedAt == null) {
      throw new IllegalArgumentException("an event needs its patient, its time and what it says");
    }
  }

  /** Of a patient who is known by the reference alone. */
  public ConsentEvent(
      long sequence,
      Instant recordedAt,
      PatientRef patient,
      String evidence,
      String recordedBy,
      Act act) {
    this(sequence, recordedAt, patient, evidence, recordedBy, act, Optional.empty());
  }
}
