package org.contourflow.dicom.net;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a TLS hand-shake as a whole: a socket's read time-out alone lets a client drip one byte at a
 * time for ever.
 */
public final class HandshakeLimit {
  private final ScheduledFuture<?> cut;

  public HandshakeLimit(ScheduledExecutorService clock, Socket raw, Duration limit) {
    this.cut =
        clock.schedule(() -> PeerSocket.closeQuietly(raw), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  public void end() {
    cut.cancel(false);
  }
}
