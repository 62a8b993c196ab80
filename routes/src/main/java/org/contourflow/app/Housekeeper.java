package org.contourflow.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.support.service.ServiceSupport;
import org.contourflow.routes.Loops;

/**
 * What is done beside the cases, each again and again: anchors, export of the audit, deletion,
 * alerts. By elapsed time, not by the clock: one that steps back does not make it wait.
 */
final class Housekeeper extends ServiceSupport {
  private static final int THREADS = 3;
  private static final Duration LONGEST_TURN = Duration.ofMinutes(10);
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private record Chore(Loops.Loop loop, Duration every, Loops.Work<Boolean> work) {}

  private final Loops loops;
  private final List<Chore> chores = new ArrayList<>();
  private ScheduledExecutorService executor;

  Housekeeper(Loops loops) {
    this.loops = loops;
  }

  /** Adds a chore, before the start. */
  void every(String name, Duration every, Loops.Work<Boolean> work) {
    Loops.Loop loop = loops.byClock(name, every.multipliedBy(3).plus(LONGEST_TURN));
    chores.add(new Chore(loop, every, work));
  }

  @Override
  protected void doStart() {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        work -> {
          Thread thread = new Thread(work, "housekeeping-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    executor = Executors.newScheduledThreadPool(THREADS, threads);
    for (Chore chore : chores) {
      executor.scheduleWithFixedDelay(
          () -> chore.loop().turn(chore.work(), false),
          Math.min(1000, chore.every().toMillis()),
          chore.every().toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  @Override
  protected void doStop() throws Exception {
    if (executor != null) {
      executor.shutdownNow();
      executor.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
