package org.contourflow.model.djl;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets the JVM end only between two runs of a network. {@code exit()} runs the engine's destructors
 * while other threads go on: a run that was inside the engine then met memory that was gone
 * (SIGSEGV, "VM state: at safepoint (shutting down)", seen when {@code refine judge} got a
 * SIGTERM). A run that begins after that waits until the process is gone.
 *
 * <p>The service ends its work itself before the JVM may end, and says so by {@link
 * #leaveToCaller}: it has to finish or let go of a case, which a run that waits would keep it from.
 */
public final class EngineExit {
  private static final long LONGEST_WAIT_SECONDS = 60;
  private static final EngineExit OF_THIS_JVM = new EngineExit();

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean settled;

  EngineExit() {}

  static EngineExit ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** The caller ends all runs itself before the JVM ends; to be called before the first network. */
  public static void leaveToCaller() {
    OF_THIS_JVM.settle();
  }

  private synchronized boolean settle() {
    boolean first = !settled;
    settled = true;
    return first;
  }

  /** Watches the end of the JVM, from the first network on. */
  void watch() {
    if (settle()) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::onExit, "stop-engine"));
    }
  }

  /** Work inside the engine. */
  <T> T inside(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for the runs under way, and lets none begin after them. */
  void onExit() {
    try {
      if (!lock.writeLock().tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("a network's run did not end in time; the process ends without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
