package org.contourflow.routes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops of the product: what is done again and again, one item after another. An item that
 * fails, with an Error too, ends neither its loop nor its thread, and each loop says when it last
 * turned, so that one that stands is noticed by the watchdog.
 */
public final class Loops {
  private static final Logger LOG = LoggerFactory.getLogger(Loops.class);

  /** Problems' keys of loops that are ports, see {@link #probe}. */
  public static final Set<String> PORTS = Set.of("loop:listener", "loop:stow");

  /** Elapsed time as a time of day: a machine's clock that is set makes no loop stand. */
  private static final Instant START = Instant.now();

  private static final long START_NANOS = System.nanoTime();

  private final RunLog runLog;
  private final List<Loop> all = new CopyOnWriteArrayList<>();

  /** Loops whose failures go to a run log. */
  public Loops(RunLog runLog) {
    this.runLog = runLog;
  }

  /** Now, for {@link #states}: the time of the process' start and what has passed since. */
  public static Instant now() {
    return START.plusNanos(System.nanoTime() - START_NANOS);
  }

  /**
   * How a loop is.
   *
   * @param name of the loop
   * @param good whether it turns
   * @param lastTurn when an item was last done, or something was heard of it
   * @param text for a person
   */
  public record State(String name, boolean good, Instant lastTurn, String text) {}

  /** Work on one item, which may throw anything. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws Exception;
  }

  /** A loop that turns by the clock: it stands when it has not turned for that long. */
  public Loop byClock(String name, Duration longest) {
    return add(new Loop(name, longest, true, () -> 0));
  }

  /**
   * A loop that turns when there is work: it stands when an item takes that long without a sign of
   * life, or when items wait that long and none is taken.
   */
  public Loop byWork(String name, Duration longest, IntSupplier waiting) {
    return add(new Loop(name, longest, false, waiting));
  }

  private Loop add(Loop loop) {
    all.add(loop);
    return loop;
  }

  /** Something that is open or not, such as a port. */
  public void probe(String name, BooleanSupplier good) {
    Loop loop = new Loop(name, Duration.ofSeconds(30), true, () -> 0);
    loop.probe = good;
    all.add(loop);
  }

  /**
   * How often a loop has turned.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public long turns(String name) {
    return all.stream()
        .filter(loop -> loop.name.equals(name))
        .mapToLong(Loop::turns)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no loop " + name));
  }

  /** How each is now. */
  public List<State> states() {
    return states(now());
  }

  /** How each is at a time of {@link #now}; the machine's clock may say another. */
  public List<State> states(Instant now) {
    List<State> states = new ArrayList<>();
    all.forEach(loop -> states.add(loop.state(now)));
    return states;
  }

  /** One loop. Its items may be done by several threads. */
  public final class Loop {
    private final String name;
    private final Duration longest;
    private final boolean byClock;
    private final IntSupplier waiting;
    private BooleanSupplier probe = () -> false;
    private Instant lastTurn = now();
    private int inWork;
    private long turns;
    private String lastFailure = "";

    private Loop(String name, Duration longest, boolean byClock, IntSupplier waiting) {
      this.name = name;
      this.longest = longest;
      this.byClock = byClock;
      this.waiting = waiting;
    }

    /** Does one item; what it throws is told and gives {@code otherwise}. */
    public <T> T turn(Work<T> work, T otherwise) {
      try {
        return orThrow(work);
      } catch (Throwable e) {
        failed(e);
        return otherwise;
      }
    }

    /** Does one item whose failure the caller deals with. */
    <T> T orThrow(Work<T> work) throws Exception {
      begin();
      try {
        return work.run();
      } finally {
        end();
      }
    }

    private synchronized void begin() {
      inWork++;
      lastTurn = now();
    }

    private synchronized long turns() {
      return turns;
    }

    private synchronized void end() {
      inWork--;
      turns++;
      lastTurn = now();
    }

    /** A turn whose work is done elsewhere. */
    synchronized void turned() {
      turns++;
      beat();
    }

    /** A sign of life of an item that takes long. */
    public synchronized void beat() {
      lastTurn = now();
    }

    /** Tells of a failure: each time in the log, in the run log when it is another than before. */
    void failed(Throwable e) {
      try {
        // The message may name a file of the sender's, and with it a patient: the class does not.
        LOG.error("an item of the loop {} failed; the loop goes on", name, Nameless.of(e));
        String what = e.getClass().getSimpleName();
        if (isNew(what)) {
          runLog.append(
              RunLog.SYSTEM,
              EventType.ITEM_FAILED,
              "an item of \"" + name + "\" failed (" + what + "); the others go on; see the log");
        }
      } catch (RuntimeException | Error again) {
        // Not even told: no memory, or no disk. The loop must live all the same.
        System.err.println("contourflow: an item of " + name + " failed and could not be told");
      }
    }

    private synchronized boolean isNew(String what) {
      boolean isNew = !lastFailure.equals(what);
      lastFailure = what;
      return isNew;
    }

    private State state(Instant now) {
      if (probe.getAsBoolean()) {
        beat();
      }
      int queued = waiting.getAsInt();
      synchronized (this) {
        boolean due = byClock || inWork > 0 || queued > 0;
        if (!due) {
          lastTurn = now;
        }
        boolean good = !lastTurn.plus(longest).isBefore(now);
        String text =
            good
                ? "turns"
                : "has not turned for "
                    + Duration.between(lastTurn, now).toSeconds()
                    + " s"
                    + (inWork > 0 ? ", an item is under way" : "")
                    + (queued > 0 ? ", " + queued + " wait" : "");
        return new State(name, good, lastTurn, text);
      }
    }
  }
}
