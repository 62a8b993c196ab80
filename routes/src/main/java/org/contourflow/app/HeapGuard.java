package org.contourflow.app;

/**
 * Knows when the heap is gone: so full that not even a modest array can be had, several times in a
 * row. One item that asks for too much does not do that; it fails and is over (decision 0091).
 */
final class HeapGuard {
  private static final int FULL_PERCENT = 90;
  private static final int MOST_FAILURES = 3;
  private static final int PROBE_BYTES = 16 << 20;

  private int failures;

  /** How full the heap is, by what is not free now. */
  static int percent() {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    return (int) (100 * used / runtime.maxMemory());
  }

  /** Looks at the heap; whether it is gone. To be called every few seconds. */
  boolean isGone() {
    return isGone(percent(), HeapGuard::probe);
  }

  boolean isGone(int percent, Runnable probe) {
    if (percent < FULL_PERCENT) {
      failures = 0;
      return false;
    }
    try {
      probe.run();
      failures = 0;
    } catch (OutOfMemoryError e) {
      failures++;
    }
    return failures >= MOST_FAILURES;
  }

  private static void probe() {
    int size = (int) Math.min(PROBE_BYTES, Runtime.getRuntime().maxMemory() / 50);
    byte[] array = new byte[size];
    array[size - 1] = 1;
  }
}
