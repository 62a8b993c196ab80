package org.contourflow.routes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/**
 * Asks PACS for the structure sets of a study: those that are new, or whose series has grown, are
 * sent to the listener and arrive like any other. A PACS that does not answer holds nobody beyond
 * its limit, and nobody at all until it has answered again.
 */
public final class SetsFetch implements AutoCloseable {
  /** A PACS that is asked; one question at a time. */
  private static final class Node {
    private final String name;
    private final SeriesFetch fetch;
    private final Duration wait;
    private final ExecutorService asking;
    private volatile boolean silent;

    Node(String name, SeriesFetch fetch, Duration wait) {
      this.name = name;
      this.fetch = fetch;
      this.wait = wait;
      this.asking =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread thread = new Thread(work, "sets-" + name);
                thread.setDaemon(true);
                return thread;
              });
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Future<?>> underWay = new ConcurrentHashMap<>();
  private final RunLog runLog;

  public SetsFetch(RunLog runLog) {
    this.runLog = runLog;
  }

  /**
   * Adds a PACS; not for use once it is asked.
   *
   * @param wait the longest that {@link #await} waits for it
   */
  public void add(String name, SeriesFetch fetch, Duration wait) {
    nodes.add(new Node(name, fetch, wait));
  }

  /** Asks for a study's structure sets and returns at once; what comes of it arrives. */
  public void sets(String studyInstanceUid) {
    nodes.forEach(node -> ask(node, studyInstanceUid));
  }

  /** Asks, and returns once each PACS has answered and sent, or its time is up. */
  public void await(String studyInstanceUid) {
    long asked = System.nanoTime();
    List<Future<?>> answers =
        nodes.stream().<Future<?>>map(node -> ask(node, studyInstanceUid)).toList();
    for (int i = 0; i < answers.size(); i++) {
      await(nodes.get(i), answers.get(i), asked);
    }
  }

  /** The question under way of the study, or a new one; never two at a time of one study. */
  private Future<?> ask(Node node, String study) {
    return underWay.compute(
        node.name + " " + study,
        (key, before) ->
            before != null && !before.isDone()
                ? before
                : node.asking.submit(() -> asked(node, study)));
  }

  private void asked(Node node, String study) {
    try {
      node.fetch.study(study);
      node.silent = false;
    } catch (IOException | RuntimeException e) {
      tellSilent(node, String.valueOf(e.getMessage()));
    } finally {
      underWay.values().removeIf(Future::isDone);
    }
  }

  private void await(Node node, Future<?> answer, long asked) {
    if (node.silent) {
      return;
    }
    Duration left = node.wait.minusNanos(System.nanoTime() - asked);
    try {
      answer.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      tellSilent(node, "it has not answered within " + node.wait.toSeconds() + " s");
    } catch (ExecutionException e) {
      tellSilent(node, String.valueOf(e.getCause().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once, until it has answered again. */
  private synchronized void tellSilent(Node node, String why) {
    if (!node.silent) {
      node.silent = true;
      runLog.append(
          RunLog.SYSTEM,
          EventType.FETCH_FAILED,
          node.name
              + " was asked for structure sets in vain: "
              + why
              + "; until it answers no case waits for it");
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.asking.shutdownNow());
  }
}
