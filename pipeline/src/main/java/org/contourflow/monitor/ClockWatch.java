package org.contourflow.monitor;

import java.time.Duration;
import java.util.Optional;

/** Sees a clock that was set, by what the elapsed time says it should show. */
public final class ClockWatch {
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private long lastMillis;
  private long lastNanos;
  private boolean hasLast;

  /**
   * Looks at both.
   *
   * @param millis the clock's time, ms
   * @param nanos the elapsed time, ns, of any origin
   * @return how far the clock was set since the last look; negative: back. Empty if it was not
   */
  public synchronized Optional<Duration> look(long millis, long nanos) {
    Duration step =
        Duration.ofMillis(millis - lastMillis).minus(Duration.ofNanos(nanos - lastNanos));
    boolean stepped = hasLast && step.abs().compareTo(TOLERANCE) > 0;
    lastMillis = millis;
    lastNanos = nanos;
    hasLast = true;
    return stepped ? Optional.of(step) : Optional.empty();
  }
}
