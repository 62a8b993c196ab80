package org.contourflow.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often the inbox has been looked through, from its beginning to its end, since a slice came.
 *
 * <p>A look that takes many files takes longer than a series' quiet time: of a series whose copying
 * was under way, the first slices are taken at its beginning, and the others not before the looks
 * after it. Quiet is what was looked for and did not come; while nobody looks, all is quiet.
 */
public final class InboxLooks {
  /** An inbox that cannot be looked through must not keep what came from it for ever. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Clock clock;
  private final int needed;

  /** When the last whole looks began, oldest first. */
  private final Deque<Instant> whole = new ArrayDeque<>();

  private Instant begun;
  private boolean leftOver;

  /**
   * So many looks that a file which lay there at the first is taken by the last: it must have been
   * seen unchanged for a while.
   *
   * @param stable how long a file must have been seen unchanged before it is taken
   * @param poll between two looks
   * @param clock the one that slices get their time of arrival from
   */
  public InboxLooks(Duration stable, Duration poll, Clock clock) {
    this.clock = clock;
    this.needed = 1 + Math.toIntExact(stable.plus(poll).minusNanos(1).dividedBy(poll));
  }

  /** A look begins; one that is not said to have ended was none. */
  public synchronized void began() {
    begun = clock.instant();
    leftOver = false;
  }

  /** A file could not be taken now, for want of room or of the store: this look is no whole one. */
  public synchronized void leftOver() {
    leftOver = true;
  }

  /** The look that was begun has come to its end. */
  public synchronized void ended() {
    if (leftOver) {
      return;
    }
    whole.addLast(begun);
    if (whole.size() > needed) {
      whole.removeFirst();
    }
  }

  /** Whether what lay in the inbox when a slice came would have come too. */
  public synchronized boolean areEnoughSince(Instant arrival) {
    boolean looked = whole.size() == needed && !whole.getFirst().isBefore(arrival);
    return looked || !arrival.plus(LONGEST).isAfter(clock.instant());
  }
}
