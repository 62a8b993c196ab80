package org.contourflow.dicomweb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Reads off what a refused caller still sends. A server that answers and closes with bytes unread
 * resets the connection, and a caller that is still sending never sees why it was refused. Bounded
 * in bytes, in time and in callers at once: beyond that the reset is right.
 */
public final class RefusedBody {
  private static final long MOST_BYTES = 64L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Semaphore places;

  /** For so many callers at once. */
  public RefusedBody(int callersAtOnce) {
    this.places = new Semaphore(callersAtOnce);
  }

  /**
   * Reads to the end, or to the bounds.
   *
   * @param expect the header {@code Expect}, may be null; such a caller sends nothing before it is
   *     told to, and is not told by reading
   * @return whether the end was reached, so that the connection may be used again
   */
  public boolean readOff(InputStream body, String expect) {
    if (expect != null || !places.tryAcquire()) {
      return false;
    }
    try {
      new RequestBody(body, MOST_BYTES, LONGEST).transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (IOException e) {
      return false; // Beyond the bounds, or the caller is gone: its answer goes nowhere.
    } finally {
      places.release();
    }
  }
}
