package org.contourflow.consent;

import java.time.Instant;

/**
 * One event of the log.
 *
 * @param sequence its number, from 1 without a gap
 * @param recordedAt by the clock of the machine that recorded it
 * @param evidence where the paper, the approval or the message is found: a reference, no name
 * @param recordedBy who recorded it: a user name or role of the hospital's staff
 */
public record ConsentEvent(
    long sequence,
    Instant recordedAt,
    PatientRef patient,
    String evidence,
    String recordedBy,
    Act act) {
  public ConsentEvent {
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
}
