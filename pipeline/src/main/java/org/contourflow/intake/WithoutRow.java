package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that were moved in and whose row could not be written, as the store did not answer: gone
 * from where they came from, and known to nobody. They get their rows as soon as it answers; the
 * start finds those of a process that ended before.
 */
final class WithoutRow {
  private static final Logger LOG = LoggerFactory.getLogger(WithoutRow.class);
  private static final int MOST_TRIES = 3;

  private final Map<Path, Integer> tries = new ConcurrentHashMap<>();

  /** Takes a file up again. */
  @FunctionalInterface
  interface Adopter {
    void adopt(Path file) throws IOException;
  }

  void add(Path file) {
    tries.putIfAbsent(file, 0);
  }

  /**
   * Tries to give each its row. One that cannot be taken though the store answers is told and left
   * for the next start, so that it does not hold up the others.
   *
   * @return whether none is left
   */
  boolean record(Adopter adopter, BooleanSupplier storeAnswers) {
    for (Path file : tries.keySet()) {
      try {
        if (Files.exists(file)) {
          adopter.adopt(file);
        }
        tries.remove(file);
      } catch (IOException | RuntimeException e) {
        if (storeAnswers.getAsBoolean() && tries.merge(file, 1, Integer::sum) >= MOST_TRIES) {
          LOG.error("a file of the store gets no row; the next start tries it again", e);
          tries.remove(file);
        }
      }
    }
    return tries.isEmpty();
  }
}
