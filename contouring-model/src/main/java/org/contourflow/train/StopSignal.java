package org.contourflow.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a terminated JVM (SIGTERM, Ctrl-C) end its run after the present step, with a checkpoint.
 *
 * <p>Without it the JVM's exit runs the native engine's destructors while a step is still inside
 * the engine: a SIGSEGV in oneDNN, with "at safepoint (shutting down)" in the JVM's error file, and
 * all steps since the last checkpoint lost.
 */
final class StopSignal implements AutoCloseable {
  private static final long LONGEST_WAIT_MINUTES = 5;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onExit, "stop-training");
  private volatile boolean requested;

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the JVM is to end. */
  boolean isRequested() {
    return requested;
  }

  /** What the JVM's exit does: asks for the stop, and waits for {@link #close}. */
  void onExit() {
    requested = true;
    try {
      if (!ended.await(LONGEST_WAIT_MINUTES, TimeUnit.MINUTES)) {
        System.err.println("the run did not stop in time; its last checkpoint stands");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!requested) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
