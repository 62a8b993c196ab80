package org.contourflow.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Structure sets of superseded cases that are at a target, or may be. Each has its row from the
 * moment its case is superseded on, in the same transaction; so none is forgotten by a process that
 * ends.
 */
public interface OutdatedSetStore {
  /**
   * One case's set at one target.
   *
   * @param supersededBy the case that stands for it; empty: none does yet
   * @param isThere whether the target said that it has it; false: it may, or it was never sent
   * @param mayBeThere whether it was ever sent
   * @param attempts how often withdrawing it has failed
   */
  record OutdatedSet(
      String caseId,
      String target,
      String supersededBy,
      Instant supersededAt,
      boolean isThere,
      boolean mayBeThere,
      int attempts) {}

  /** How it ended. */
  enum Standing {
    /** It is there, and was named as outdated. */
    NAMED,
    WITHDRAWN,
    /** It is there, and could not be withdrawn. */
    LEFT,
    /** It was never sent there. */
    NOT_THERE
  }

  /**
   * The set at a target to which something is to be done next. One that is being sent there just
   * now waits for the end of that.
   *
   * @param onceReplaced only those whose later case is delivered there
   */
  Optional<OutdatedSet> next(String target, boolean onceReplaced);

  /**
   * Keeps how it ended, with the case and its receipt.
   *
   * @param text a sentence for a person; no patient identifier
   */
  void settle(OutdatedSet one, Standing standing, String text);

  /** It could not be withdrawn, and is tried again. */
  void retryAfter(OutdatedSet one, String failure, Duration wait);
}
