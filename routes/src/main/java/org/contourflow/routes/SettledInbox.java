package org.contourflow.routes;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.contourflow.config.Settings;

/**
 * Whether what lay in the inbox at the start has been taken in. Until then no series is judged: a
 * series of which a killed run had taken half would count as whole by its quiet time, while its
 * other slices still wait for their turn.
 */
final class SettledInbox {
  /** What cannot be taken, for want of room say, must not keep the others waiting for ever. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final int pollsNeeded;
  private final BooleanSupplier isBusy;
  private final long start = System.nanoTime();
  private int quietPolls;
  private boolean settled;

  /**
   * For an inbox that is about to be polled for the first time.
   *
   * @param isBusy whether something taken from it, such as a zip, is still in work
   */
  SettledInbox(Settings.Inbox settings, BooleanSupplier isBusy) {
    int stablePolls =
        (settings.stableSeconds() + settings.pollSeconds() - 1) / settings.pollSeconds();
    this.pollsNeeded = stablePolls + 2;
    this.isBusy = isBusy;
  }

  /** A poll ended that took so many files; one that found files not yet stable took none. */
  synchronized void polled(int taken) {
    quietPolls = taken > 0 || isBusy.getAsBoolean() ? 0 : quietPolls + 1;
    settled |= quietPolls >= pollsNeeded;
  }

  /** Once true, always true. */
  synchronized boolean isSettled() {
    settled |= System.nanoTime() - start > LONGEST.toNanos();
    return settled;
  }
}
