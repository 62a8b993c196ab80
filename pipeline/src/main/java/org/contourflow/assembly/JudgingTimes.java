package org.contourflow.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.contourflow.cases.ArrivalStore.SeriesRecord;

/** When a series is to be judged: how long nothing came of it, and when it was last looked at. */
final class JudgingTimes {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 1000;

  private final Clock clock;
  private final Duration quiet;
  private final Duration incomplete;

  /** When a waiting series was last looked at; many of them end as no case, and are forgotten. */
  private final Map<String, Instant> looked = new Recent<>(MOST_WAITING);

  /**
   * By the settings.
   *
   * @param quiet without a new slice before a series is judged
   * @param incomplete without a new slice before one with a gap is held
   */
  JudgingTimes(Clock clock, Duration quiet, Duration incomplete) {
    this.clock = clock;
    this.quiet = quiet;
    this.incomplete = incomplete;
  }

  /**
   * Whether an open series is to be judged now. One with a gap is read again only when it is to be
   * held, not each second; one that waits for its sender, every other second. A late slice takes
   * its reason away.
   */
  boolean isDue(SeriesRecord series) {
    if (series.reason().startsWith(SeriesReasons.WAITING)) {
      return isLookedAtAgain(series, LOOK_AGAIN);
    }
    boolean hasGap = !series.reason().isEmpty();
    return hasBeenQuietFor(series, hasGap ? incomplete : quiet);
  }

  /** Whether a held series is to be judged again, as what it is held for may have been answered. */
  boolean isToBeAsked(SeriesRecord series) {
    boolean mayGoOn = SeriesReasons.isNotCounted(series) || SeriesReasons.isForItsSender(series);
    return mayGoOn && isLookedAtAgain(series, ASK_AGAIN);
  }

  private boolean isLookedAtAgain(SeriesRecord series, Duration pause) {
    Instant now = clock.instant();
    Instant last = looked.getOrDefault(series.seriesInstanceUid(), Instant.MIN);
    boolean due = last.equals(Instant.MIN) || !last.plus(pause).isAfter(now);
    if (due) {
      looked.put(series.seriesInstanceUid(), now);
    }
    return due;
  }

  /** A case was made of it: it waits no more. */
  void forget(SeriesRecord series) {
    looked.remove(series.seriesInstanceUid());
  }

  /** How long no slice has come. */
  Duration quietOf(SeriesRecord series) {
    return Duration.between(series.lastArrival(), clock.instant());
  }

  boolean hasBeenQuietFor(SeriesRecord series, Duration duration) {
    return !series.lastArrival().plus(duration).isAfter(clock.instant());
  }
}
