package org.contourflow.consent;

/** What a case is wanted for; consent to one says nothing about another. */
public enum Purpose {
  /** Training or refining a network, a teacher's pseudo-labels included. */
  TRAINING,
  /** A model's plausibility section: volumes, places, confidences. */
  CALIBRATION,
  /** A set that leaves the hospital. */
  EXPORT;

  /** Whether a network learns of the case, so that it can no longer be judged by it. */
  boolean teaches() {
    return this != EXPORT;
  }
}
