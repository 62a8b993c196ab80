package org.contourflow.dicom.net;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Warnings about what outsiders do, which they could make as often as they like: one line a minute,
 * with how many there were, so that nobody fills the disk by knocking.
 */
public final class SparingLog {
  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private long last = System.nanoTime() - INTERVAL_NANOS;
  private long unsaid;

  /** Warns through this log. */
  public SparingLog(Logger log) {
    this.log = log;
  }

  /** Warns, or only counts if a warning was written within the last minute. */
  public synchronized void warn(String what) {
    long now = System.nanoTime();
    if (now - last < INTERVAL_NANOS) {
      unsaid++;
      return;
    }
    if (unsaid > 0) {
      log.warn("{} (and {} of the kind before it)", what, unsaid);
    } else {
      log.warn("{}", what);
    }
    last = now;
    unsaid = 0;
  }
}
