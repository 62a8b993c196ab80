package org.contourflow.model.engine;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * What all networks of a process may take together: weights for as long as they are loaded, a run's
 * peak while it runs. A run that does not fit beside another waits for it; one that would never fit
 * is refused.
 */
public final class MemoryBudget {
  private static final long MIB = 1 << 20;
  private static final long ASK_AGAIN_MS = 200;

  private final long limitBytes;
  private long held;
  private long running;

  /**
   * A budget.
   *
   * @param limitBytes for the whole process; {@link MemoryEstimate#PROCESS_BYTES} of it are the
   *     JVM's and the engine's own
   */
  public MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** The limit, whole process. */
  public long limitBytes() {
    return limitBytes;
  }

  /**
   * What is left for a run when nothing else runs; 0 where the limit is below the process's own.
   */
  public synchronized long leftForRunsBytes() {
    return Math.max(0, limitBytes - MemoryEstimate.PROCESS_BYTES - held);
  }

  /**
   * Holds memory until {@link #release}.
   *
   * @return false, and nothing is held, if it does not fit
   */
  public synchronized boolean hold(long bytes) {
    if (bytes > leftForRunsBytes()) {
      return false;
    }
    held += bytes;
    return true;
  }

  /** Gives back what {@link #hold} held. */
  public synchronized void release(long bytes) {
    held -= bytes;
    notifyAll();
  }

  /**
   * Waits until a run's peak fits beside the runs that are on.
   *
   * @return to be closed when the run has ended
   * @throws IllegalArgumentException if it never fits
   * @throws CancellationException if stopped while waiting
   */
  public synchronized Run begin(long peakBytes, BooleanSupplier stop) {
    if (peakBytes > leftForRunsBytes()) {
      throw new IllegalArgumentException(
          "%d MiB do not fit into %d MiB".formatted(peakBytes / MIB, leftForRunsBytes() / MIB));
    }
    while (running > 0 && running + peakBytes > leftForRunsBytes()) {
      if (stop.getAsBoolean()) {
        throw new CancellationException();
      }
      try {
        wait(ASK_AGAIN_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException();
      }
    }
    running += peakBytes;
    return () -> end(peakBytes);
  }

  private synchronized void end(long peakBytes) {
    running -= peakBytes;
    notifyAll();
  }

  /** A run that is on. */
  @FunctionalInterface
  public interface Run extends AutoCloseable {
    @Override
    void close();
  }
}
