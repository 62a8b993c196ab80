package org.contourflow.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Per case and target: whether it was handed over, with the receipt, and when to try again. */
public interface DeliveryStore {
  /** State of one hand-over. */
  enum DeliveryState {
    PENDING,
    DONE,
    GIVEN_UP
  }

  /** One hand-over as stored; {@code detail} is the receipt or the last failure. */
  record DeliveryRecord(
      String caseId,
      String target,
      DeliveryState state,
      String detail,
      int attempts,
      Instant nextAttemptAt) {}

  /** Makes a pending row for each target that has none yet. */
  void plan(String caseId, List<String> targets);

  /** Hand-overs of a case. */
  List<DeliveryRecord> of(String caseId);

  /** Cases with a hand-over that is due. */
  List<String> casesDue();

  /** It was handed over. */
  void done(String caseId, String target, String receipt);

  /** It failed and is tried again after {@code delay}. */
  void retryAfter(String caseId, String target, String failure, Duration delay);

  /** It will not be tried again by itself. */
  void giveUp(String caseId, String target, String failure);

  /**
   * Has what was given up tried again, counting from nothing.
   *
   * @return whether the case had come to its hand-over at all
   */
  boolean again(String caseId);
}
