package org.contourflow.review;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Asks for the structure sets of studies that were delivered some time ago and did not come back:
 * first after a wait, then again after each such wait, until the case is too old. Asking returns at
 * once; what it brings arrives like any other set. After a restart each is asked for once more.
 */
public final class AskForSets {
  private final Waiting cases;
  private final Consumer<String> ask;
  private final Duration every;
  private final Duration longest;
  private final Clock clock;
  private final Map<String, Instant> asked = new HashMap<>();

  /** Where it is known which studies wait. */
  @FunctionalInterface
  public interface Waiting {
    /** As {@link ReviewStore#studiesWithoutReview}. */
    List<String> studiesWithoutReview(Instant from, Instant to);
  }

  /**
   * By rule.
   *
   * @param ask takes a StudyInstanceUID, and returns at once
   * @param every the wait from delivery to the first question, and from one to the next
   * @param longest a case delivered longer ago is asked for no more
   */
  public AskForSets(
      Waiting cases, Consumer<String> ask, Duration every, Duration longest, Clock clock) {
    this.cases = cases;
    this.ask = ask;
    this.every = every;
    this.longest = longest;
    this.clock = clock;
  }

  /**
   * Asks for those whose time has come.
   *
   * @return whether there was any
   */
  public boolean turn() {
    Instant now = clock.instant();
    List<String> waiting = cases.studiesWithoutReview(now.minus(longest), now.minus(every));
    asked.keySet().retainAll(waiting);
    List<String> due =
        waiting.stream()
            .filter(s -> !asked.getOrDefault(s, Instant.MIN).isAfter(now.minus(every)))
            .toList();
    due.forEach(
        study -> {
          asked.put(study, now);
          ask.accept(study);
        });
    return !due.isEmpty();
  }
}
