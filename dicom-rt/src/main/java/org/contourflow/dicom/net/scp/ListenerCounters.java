package org.contourflow.dicom.net.scp;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.contourflow.dicom.net.StatusCode;

/** Counts behind {@link ListenerStatistics}. */
final class ListenerCounters {
  private final AtomicInteger associations = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Takes one of {@code limit} places; whether there was one. */
  boolean tryEnter(int limit) {
    if (associations.incrementAndGet() > limit) {
      associations.decrementAndGet();
      return false;
    }
    accepted.incrementAndGet();
    return true;
  }

  void leave() {
    associations.decrementAndGet();
  }

  void rejected() {
    rejected.incrementAndGet();
  }

  void cut() {
    cut.incrementAndGet();
  }

  void answered(StatusCode status) {
    (status.kind() == StatusCode.Kind.FAILURE ? refused : stored).incrementAndGet();
  }

  ListenerStatistics snapshot(int openConnections) {
    return new ListenerStatistics(
        openConnections,
        associations.get(),
        accepted.get(),
        rejected.get(),
        cut.get(),
        stored.get(),
        refused.get());
  }
}
