package org.contourflow.home;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * A clock that never goes back. It shows what the machine's clock shows, and when that is set back
 * it goes on at half the pace of the elapsed time until the other has caught up: what waits for a
 * time to come does come, at the latest after twice as long. A clock that is set forward is
 * followed at once.
 */
public final class SteadyClock extends Clock {
  private final Clock machine;
  private final LongSupplier nanos;
  private Instant last;
  private long lastNanos;

  /** On the machine's clock. */
  public SteadyClock() {
    this(Clock.systemUTC(), System::nanoTime);
  }

  /**
   * On another clock.
   *
   * @param nanos elapsed time, ns, of any origin
   */
  public SteadyClock(Clock machine, LongSupplier nanos) {
    this.machine = machine;
    this.nanos = nanos;
    this.last = machine.instant();
    this.lastNanos = nanos.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long nowNanos = nanos.getAsLong();
    Instant shown = machine.instant();
    Instant slow = last.plus(Duration.ofNanos(Math.max(0, nowNanos - lastNanos) / 2));
    if (shown.isBefore(last)) {
      shown = slow;
    }
    last = shown;
    lastNanos = nowNanos;
    return shown;
  }

  @Override
  public ZoneId getZone() {
    return machine.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new SteadyClock(machine.withZone(zone), nanos);
  }
}
