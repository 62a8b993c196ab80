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
 * a while. One that did not answer is not asked for any series until that while is over: a dead
 * PACS costs one time-out, and not one for each series.
 */
public final class PacsCounts implements InstanceCounts {
  private static final Logger LOG = LoggerFactory.getLogger(PacsCounts.class);
  private static final int MOST_REMEMBERED = 500;

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

  /** The last answer about a series, and about how many instances that were here it was. */
  private record Asked(int here, long atNanos, Answer answer) {}

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
      if (last != null && last.here() == here.size() && !isOld(last)) {
        return last.answer();
      }
      if (away.isPresent() && !isOld(away.get())) {
        return away.get().answer();
      }
      Answer pending = new Answer.Pending(name);
      asked.put(seriesInstanceUid, new Asked(here.size(), System.nanoTime(), pending));
    }
    executor.execute(() -> ask(studyInstanceUid, seriesInstanceUid, here));
    synchronized (asked) {
      return asked.get(seriesInstanceUid).answer();
    }
  }

  /** A question that waits for its answer is not asked again; its own time-outs end it. */
  private boolean isOld(Asked one) {
    return !(one.answer() instanceof Answer.Pending)
        && System.nanoTime() - one.atNanos() >= againNanos;
  }

  private void ask(String study, String series, Set<String> here) {
    Answer answer;
    try {
      answer = new Answer.Counted(name, question.count(study, series, here));
    } catch (IOException e) {
      answer = new Answer.Unreachable(name, e.getMessage());
    } catch (RuntimeException | Error e) {
      // The edge to the network: whatever it was, the series must not wait for ever.
      LOG.error("{} could not be asked for the number of a series' slices", name, e);
      answer = new Answer.Unreachable(name, e.getClass().getSimpleName());
    }
    Asked now = new Asked(here.size(), System.nanoTime(), answer);
    synchronized (asked) {
      asked.put(series, now);
      away = answer instanceof Answer.Unreachable ? Optional.of(now) : Optional.empty();
    }
  }
}
