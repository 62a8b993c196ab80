package org.contourflow.routes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Zips of the inbox, unpacked beside it one after the other, so that a large one holds up no file.
 * One that had to stay where it was, for want of room, is left alone for a while.
 */
final class ZipDesk extends ServiceSupport {
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

  /** Takes a zip; false if it stays in the inbox. */
  @FunctionalInterface
  interface Taker {
    boolean take(Path zip) throws Exception;
  }

  private final Taker taker;
  private final Loops.Loop loop;
  private final Set<Path> inWork = ConcurrentHashMap.newKeySet();
  private final Map<Path, Instant> notBefore = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "inbox-zips");
            thread.setDaemon(true);
            return thread;
          });

  ZipDesk(Taker taker, Loops loops) {
    this.taker = taker;
    this.loop = loops.byWork("inbox-zips", Duration.ofHours(1), () -> worker.getQueue().size());
  }

  /** Whether the desk has the file: it is not to be looked at by anybody else. */
  boolean has(Path file) {
    Instant again = notBefore.get(file);
    if (again != null && again.isBefore(Loops.now())) {
      notBefore.remove(file);
    }
    return inWork.contains(file) || notBefore.containsKey(file);
  }

  /** Whether a zip is being unpacked, or waits for that. */
  boolean isBusy() {
    return !inWork.isEmpty();
  }

  /** Whether there is a zip whose files are still to come: in work, or left alone for a while. */
  boolean holdsAny() {
    return isBusy() || notBefore.keySet().stream().anyMatch(Files::exists);
  }

  /** Takes a zip as soon as those before it are done. */
  void put(Path zip) {
    if (!has(zip) && inWork.add(zip)) {
      worker.execute(() -> take(zip));
    }
  }

  private void take(Path zip) {
    try {
      boolean taken = loop.turn(() -> taker.take(zip), false);
      if (!taken) {
        notBefore.put(zip, Loops.now().plus(AGAIN_AFTER));
      }
    } finally {
      inWork.remove(zip);
    }
  }

  @Override
  protected void doStop() throws Exception {
    worker.shutdownNow();
    worker.awaitTermination(10, TimeUnit.SECONDS);
  }
}
