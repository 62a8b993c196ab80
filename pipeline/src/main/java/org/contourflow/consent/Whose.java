package org.contourflow.consent;

import java.util.Optional;

/**
 * Whose a case is, by its files.
 *
 * @param ref the reference of PatientID and issuer
 * @param withoutIssuer the reference of the PatientID alone, as files of the same patient have it
 *     that name no issuer; empty: these name none
 */
public record Whose(PatientRef ref, Optional<PatientRef> withoutIssuer) {
  /** Of one who is known by a reference alone. */
  static Whose of(PatientRef ref) {
    return new Whose(ref, Optional.empty());
  }
}
