package org.contourflow.routes;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Reads off what a refused caller still sends. A server that answers and closes with bytes unread
 * resets the connection, and a caller that is still sending never sees why it was refused. Bounded
 * in bytes, in time and in callers at once: beyond that the reset is right.
 */
final class RefusedBody {
  private static final long MOST_BYTES = 64L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int BUFFER = 1 << 16;

  private final Semaphore places;

  RefusedBody(int callersAtOnce) {
    this.places = new Semaphore(callersAtOnce);
  }

  /**
   * Reads to the end, or to the bounds.
   *
   * @param expect the header {@code Expect}, may be null; such a caller sends nothing before it is
   *     told to, and is not told by reading
   * @return whether the end was reached, so that the connection may be used again
   */
  boolean readOff(InputStream body, String expect) {
    if (expect != null || !places.tryAcquire()) {
      return false;
    }
    try {
      long end = System.nanoTime() + LONGEST.toNanos();
      byte[] buffer = new byte[BUFFER];
      for (long read = 0; read < MOST_BYTES && System.nanoTime() < end; ) {
        int n = body.read(buffer);
        if (n < 0) {
          return true;
        }
        read += n;
      }
      return false;
    } catch (IOException e) {
      return false; // The caller is gone; its answer goes nowhere.
    } finally {
      places.release();
    }
  }
}
