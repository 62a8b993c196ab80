package org.contourflow.routes;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.contourflow.assembly.InstanceCounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a PACS how many instances a series has, on a thread of its own, and remembers the answer for
 * a while. One that does not answer is asked a few times more, as it may be busy; then it is passed
 * over and not asked for any series until that while is over: a dead PACS costs a few time-outs,
 * and not some for each series.
 */
public final class PacsCounts implements InstanceCounts {
  private static final Logger LOG = LoggerFactory.getLogger(PacsCounts.class);
  private static final int MOST_REMEMBERED = 500;

  /** Questions without an answer, one after the other, before it is passed over. */
  static final int MOST_TRIES = 3;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Asks, and waits for the answer. */
  @FunctionalInterface
  public interface Question {
    /**
     * How many instances of the series it has.
     *
     * @param here SOP Instance UIDs that are here
     * @throws IOException if it does not say
     */
    int count(String studyInstanceUid, String seriesInstanceUid, Set<String> here)
        throws IOException;
  }

  /**
   * The last answer about a series, and about how many instances that were here it was. One that
   * nobody has seen yet counts, however soon it is old.
   */
  private record Asked(int here, long atNanos, Answer answer, boolean isSeen) {
    Asked(int here, Answer answer) {
      this(here, System.nanoTime(), answer, answer instanceof Answer.Pending);
    }

    Asked seen() {
      return new Asked(here, atNanos, answer, true);
    }
  }

  private static final class Remembered extends LinkedHashMap<String, Asked> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }

  private final String name;
  private final long againNanos;
  private final Question question;
  private final Executor executor;
  private final Map<String, Asked> asked = new Remembered();
  private Optional<Asked> away = Optional.empty();
  private int failures;

  /**
   * Counts of one PACS.
   *
   * @param name how logs call it
   * @param again after this long it is asked once more
   */
  public PacsCounts(String name, Duration again, Question question) {
    this(name, again, question, oneThread(name));
  }

  PacsCounts(String name, Duration again, Question question, Executor executor) {
    this.name = name;
    this.againNanos = again.toNanos();
    this.question = question;
    this.executor = executor;
  }

  private static ExecutorService oneThread(String name) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, "count-" + name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public Answer of(String studyInstanceUid, String seriesInstanceUid, Set<String> here) {
    Asked last;
    synchronized (asked) {
      last = asked.get(seriesInstanceUid);
      if (last != null && last.here() == here.size() && (!last.isSeen() || !isOld(last))) {
        asked.put(seriesInstanceUid, last.seen());
        return last.answer();
      }
      if (away.isPresent() && !isOld(away.get())) {
        return away.get().answer();
      }
      if (failures > 0 && isBeingAsked()) {
        return new Answer.Pending(name);
      }
      Answer pending = new Answer.Pending(name);
      asked.put(seriesInstanceUid, new Asked(here.size(), pending));
    }
    executor.execute(() -> ask(studyInstanceUid, seriesInstanceUid, here));
    synchronized (asked) {
      Asked now = asked.get(seriesInstanceUid);
      asked.put(seriesInstanceUid, now.seen());
      return now.answer();
    }
  }

  /** A question that waits for its answer is not asked again; its own time-outs end it. */
  private boolean isOld(Asked one) {
    long pause =
        one.answer() instanceof Answer.Unreachable it && it.isAskedAgain()
            ? Math.min(againNanos, LONGEST_PAUSE.toNanos())
            : againNanos;
    return !(one.answer() instanceof Answer.Pending) && System.nanoTime() - one.atNanos() >= pause;
  }

  /** While it does not answer, one question at a time is enough for all series. */
  private boolean isBeingAsked() {
    return asked.values().stream().anyMatch(one -> one.answer() instanceof Answer.Pending);
  }

  private void ask(String study, String series, Set<String> here) {
    try {
      Answer counted = new Answer.Counted(name, question.count(study, series, here));
      synchronized (asked) {
        asked.put(series, new Asked(here.size(), counted));
        away = Optional.empty();
        failures = 0;
      }
    } catch (IOException e) {
      failed(series, here, e.getMessage());
    } catch (RuntimeException | Error e) {
      // The edge to the network: whatever it was, the series must not wait for ever.
      LOG.error("{} could not be asked for the number of a series' slices", name, e);
      failed(series, here, e.getClass().getSimpleName());
    }
  }

  private void failed(String series, Set<String> here, String why) {
    synchronized (asked) {
      failures++;
      Answer answer = new Answer.Unreachable(name, why, failures < MOST_TRIES);
      Asked now = new Asked(here.size(), answer);
      asked.put(series, now);
      away = Optional.of(now);
    }
    LOG.warn("{} does not say how many slices it has ({} in a row): {}", name, failures, why);
  }
}
