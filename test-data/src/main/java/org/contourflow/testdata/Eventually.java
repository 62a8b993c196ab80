package org.contourflow.testdata;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits in a test for something that another thread or process does. */
public final class Eventually {
  /** Seconds after which a test hangs, for JUnit's Timeout: longer than two waits of these. */
  public static final int HANGS = 600;

  /** Longer than any step takes on a machine that does much else; reached only where it fails. */
  private static final Duration LONGEST = Duration.ofSeconds(240);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  /**
   * Returns once the condition holds.
   *
   * @throws AssertionError if it does not within four minutes
   * @throws Exception that of the condition
   */
  public static void holds(Callable<Boolean> condition) throws Exception {
    holds("the condition is true", condition);
  }

  /**
   * As {@link #holds(Callable)}.
   *
   * @param what is waited for, as it is said when it does not come
   */
  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    holdsWhile(what, condition, LONGEST, () -> 0L);
  }

  /**
   * As {@link #holds(String, Callable)}, for what takes many steps: it may take as long as it likes
   * while it goes on.
   *
   * @param longest without a step
   * @param progress another number after each step
   * @throws AssertionError if the number stands for so long and the condition does not hold
   */
  public static void holdsWhile(
      String what, Callable<Boolean> condition, Duration longest, Callable<Long> progress)
      throws Exception {
    long seen = progress.call();
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.call()) {
      long now = progress.call();
      if (now != seen) {
        seen = now;
        deadline = System.nanoTime() + longest.toNanos();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited for " + longest.toSeconds() + " s until " + what);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /**
   * Returns once something was counted a number of times more: so a test shows that what must not
   * happen did not, though there were occasions. No fixed time does, on a machine that is slow.
   *
   * @param counter only grows
   */
  public static void counts(long more, String what, Callable<Long> counter) throws Exception {
    long before = counter.call();
    holds(what + " " + more + " times more", () -> counter.call() >= before + more);
  }
}
