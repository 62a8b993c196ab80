package org.contourflow.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish of somebody outside (Ctrl-C, SIGTERM, a service's stop) that this process ends, from the
 * first moment of its start on. As long as nothing is open the process may end at once; from {@link
 * #mayOpen} on it ends when all is closed, which a start that is under way does at its next step.
 */
final class StopRequest {
  private static final long LONGEST_WAIT_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean open;

  StopRequest() {}

  /** Hears of the end of this process from now on. */
  static StopRequest ofThisProcess() {
    StopRequest request = new StopRequest();
    Runtime.getRuntime().addShutdownHook(new Thread(request::ask, "stop"));
    return request;
  }

  /** Asks for the end, and lets what is open be closed first. */
  void ask() {
    synchronized (this) {
      asked.countDown();
      if (!open) {
        return;
      }
    }
    try {
      // Not by joining the main thread: that one may wait in System.exit for this one.
      closed.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether something may be opened; it is to be closed, and told so by {@link #close}. */
  synchronized boolean mayOpen() {
    open = !isAsked();
    return open;
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Returns when somebody asks. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** All is closed. */
  void close() {
    closed.countDown();
  }
}
