package org.contourflow.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong, by the figures.
 *
 * @param late a case that is not finished after this long is late
 * @param lowDiskPercent less free disk than this is told
 */
public record Diagnosis(Duration late, int lowDiskPercent) {
  /** A target that was tried so often without an answer that pleases is called dead. */
  private static final int DEAD_AFTER = 3;

  /** All that is wrong at a time. */
  public List<Problem> of(Figures figures, Disk disk, Instant now) {
    List<Problem> problems = new ArrayList<>();
    figures
        .oldestUnfinished()
        .filter(oldest -> oldest.plus(late).isBefore(now))
        .ifPresent(
            oldest ->
                problems.add(
                    new Problem(
                        "late-case",
                        "a case is not finished after "
                            + Duration.between(oldest, now).toMinutes()
                            + " minutes; see contourflow cases")));
    if (figures.failedSince() > 0) {
      problems.add(
          new Problem(
              "failed-cases",
              figures.failedSince() + " cases failed in the last day; see contourflow held"));
    }
    for (Figures.Target target : figures.targets()) {
      if (target.waiting() > 0 && target.mostAttempts() >= DEAD_AFTER) {
        problems.add(
            new Problem(
                "target:" + target.name(),
                "the target "
                    + target.name()
                    + " did not take what it was sent "
                    + target.mostAttempts()
                    + " times; "
                    + target.waiting()
                    + " wait for it"));
      }
      if (target.notWithdrawn() > 0) {
        problems.add(
            new Problem(
                "outdated:" + target.name(),
                target.notWithdrawn()
                    + (target.notWithdrawn() == 1
                        ? " outdated structure set is"
                        : " outdated structure sets are")
                    + " still at the target "
                    + target.name()
                    + ", which did not withdraw what it was asked to; a person must delete them"
                    + " there; see contourflow log --type SET_NOT_WITHDRAWN"));
      }
    }
    if (disk.freePercent() < lowDiskPercent) {
      problems.add(
          new Problem(
              "disk",
              String.format(
                  java.util.Locale.ROOT,
                  "only %.1f %% of the home's disk is free (%d MB)",
                  disk.freePercent(),
                  disk.free() / 1_000_000)));
    }
    return problems;
  }
}
