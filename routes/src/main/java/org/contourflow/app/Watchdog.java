package org.contourflow.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.support.service.ServiceSupport;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.routes.Health;
import org.contourflow.routes.Loops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every loop every few seconds: one that stands is told in the run log and in the home's
 * {@link Health}. Where the heap is gone it ends the process at once, so that its supervisor starts
 * it anew: nothing that was acknowledged is lost by that, and a process without memory neither
 * works nor says so.
 */
public final class Watchdog extends ServiceSupport {
  /** Exit status of a process that ended itself (sysexits.h EX_SOFTWARE). */
  static final int HEAP_GONE_STATUS = 70;

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final Loops loops;
  private final RunLog runLog;
  private final Path home;
  private final Duration interval;
  private final Runnable onHeapGone;
  private final Supplier<List<String>> problems;
  private final HeapGuard heap = new HeapGuard();
  private final Set<String> standing = new HashSet<>();
  private volatile Thread thread;

  /** A watchdog that looks every two seconds and ends the process where the heap is gone. */
  Watchdog(Loops loops, RunLog runLog, Path home) {
    this(loops, runLog, home, List::of);
  }

  /**
   * A watchdog that writes down what else is wrong, too.
   *
   * @param problems at the last look: asked for without waiting for anything
   */
  Watchdog(Loops loops, RunLog runLog, Path home, Supplier<List<String>> problems) {
    this(loops, runLog, home, Duration.ofSeconds(2), Watchdog::endProcess, problems);
  }

  private Watchdog(
      Loops loops,
      RunLog runLog,
      Path home,
      Duration interval,
      Runnable onHeapGone,
      Supplier<List<String>> problems) {
    this.problems = problems;
    this.loops = loops;
    this.runLog = runLog;
    this.home = home;
    this.interval = interval;
    this.onHeapGone = onHeapGone;
  }

  /** Ends the process at once, for its supervisor. */
  public static void endProcess() {
    System.err.println("contourflow: the heap is gone; the process ends for its supervisor");
    Runtime.getRuntime().halt(HEAP_GONE_STATUS);
  }

  @Override
  protected void doStart() {
    thread = new Thread(this::watch, "watchdog");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  private void watch() {
    while (thread == Thread.currentThread()) {
      try {
        if (heap.isGone()) {
          onHeapGone.run();
        }
        look(Loops.now());
      } catch (Throwable e) {
        // Its own failure must not end the watch; without memory not even this can be said. What
        // fails because the watch is being ended, in the middle of a write, is none.
        if (thread == Thread.currentThread()) {
          tell(e);
        }
      }
      pause();
    }
  }

  private static void tell(Throwable e) {
    try {
      LOG.error("the watchdog failed; it goes on", e);
    } catch (Throwable again) {
      System.err.println("contourflow: the watchdog failed; it goes on");
    }
  }

  private void pause() {
    try {
      Thread.sleep(interval.toMillis());
    } catch (InterruptedException e) {
      // Its own end sets the thread, which the loop sees; nobody else's interrupt ends the watch.
    }
  }

  /** One look; the file first, since a run log that cannot be written may be what stands. */
  void look(Instant now) throws java.io.IOException {
    List<Loops.State> states = loops.states(now);
    new Health(
            ProcessHandle.current().pid(),
            Instant.now().toString(),
            HeapGuard.percent(),
            states.stream().map(s -> new Health.Loop(s.name(), s.good(), s.text())).toList(),
            problems.get())
        .write(home);
    for (Loops.State state : states) {
      if (state.good() ? standing.remove(state.name()) : standing.add(state.name())) {
        runLog.append(
            RunLog.SYSTEM,
            state.good() ? EventType.LOOP_TURNS : EventType.LOOP_STANDS,
            "the loop \"" + state.name() + "\" " + state.text());
      }
    }
  }

  @Override
  protected void doStop() throws Exception {
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
      running.join(5000);
    }
    Health.remove(home);
  }
}
