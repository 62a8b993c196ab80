package org.contourflow.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Per case and target: whether it was handed over, with the receipt, and when to try again. */
public interface DeliveryStore {
  /** State of one hand-over. */
  enum DeliveryState {
    PENDING,
    DONE,
    GIVEN_UP
  }

  /**
   * One hand-over as stored.
   *
   * @param detail the receipt or the last failure
   * @param lost how often it was begun and its end never written down, because the process or the
   *     store ended on it: so often the target may have the RTSTRUCT once more
   */
  record DeliveryRecord(
      String caseId,
      String target,
      DeliveryState state,
      String detail,
      int attempts,
      Instant nextAttemptAt,
      int lost) {}

  /**
   * A hand-over that is taken: nobody else sends it until it is let go or the lease runs out.
   *
   * @param token of this taking
   */
  record Taken(DeliveryRecord record, String token) {}

  /** Makes a pending row for each target that has none yet. */
  void plan(String caseId, List<String> targets);

  /** Hand-overs of a case. */
  List<DeliveryRecord> of(String caseId);

  /** Cases with a hand-over that is due. */
  List<String> casesDue();

  /**
   * Takes the hand-over to a target whose turn it is: of a case that is ready for it, the one that
   * is due longest, those of urgent protocols first.
   */
  Optional<Taken> takeNext(String target, Set<String> urgent);

  /** Takes this hand-over, if it is due and in nobody's hands. */
  Optional<Taken> take(String caseId, String target);

  /** Lets a hand-over go; how it ended was said before. */
  void giveBack(Taken taken);

  /** Lets a hand-over go that was not tried at all, to be due after a wait. */
  void setBack(Taken taken, Duration wait);

  /** Cases ready for their hand-over of which nothing is pending (any more). */
  List<String> casesSettled();

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

  /** As {@link #again(String)}, at one target; says whether it was given up there. */
  boolean again(String caseId, String target);

  /**
   * Has a hand-over done once more, whatever became of it, counting from nothing.
   *
   * @return whether the case goes to that target, and nobody is sending it there just now
   */
  boolean resend(String caseId, String target);

  /**
   * Has what waits to be tried again at a target tried now.
   *
   * @return how many hand-overs that are
   */
  int hurry(String target);

  /** Cases whose hand-over to a target was given up since a time, oldest first. */
  List<String> givenUpSince(String target, Instant since);
}
