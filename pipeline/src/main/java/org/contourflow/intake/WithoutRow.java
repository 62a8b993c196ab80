package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that lie where they belong and whose row could not be written, as the store did not take it
 * or the file could not be read: gone from where they came from, and known to nobody. They are
 * tried until they have their rows, and kept in mind until then: whatever is judged without one of
 * them is judged short.
 */
final class WithoutRow {
  private static final Logger LOG = LoggerFactory.getLogger(WithoutRow.class);
  private static final int MOST_TRIES = 3;

  /** One that failed so often is tried each so many turns. */
  private static final int SELDOM = 60;

  private final Path root;
  private final RunLog runLog;
  private final String what;
  private final Map<Path, Integer> tries = new ConcurrentHashMap<>();
  private final Set<Path> told = ConcurrentHashMap.newKeySet();
  private int turn;

  /** Takes a file up again. */
  @FunctionalInterface
  interface Adopter {
    void adopt(Path file) throws IOException;
  }

  /**
   * None yet.
   *
   * @param root the folder that all of them lie below; while it is not there, none counts as gone
   * @param what the run log says of a file that fails again and again
   */
  WithoutRow(Path root, RunLog runLog, String what) {
    this.root = root;
    this.runLog = runLog;
    this.what = what;
  }

  void add(Path file) {
    tries.putIfAbsent(file, 0);
  }

  /** Whether a folder or a file of it is among them. */
  boolean isIn(Path folder) {
    return tries.keySet().stream()
        .anyMatch(file -> folder.equals(file.getParent()) || folder.equals(file));
  }

  /**
   * Tries to give each its row; called every second or so. One that cannot be taken though the
   * store answers is told once, holds up no other, and is tried each minute.
   *
   * @return whether none is left
   */
  synchronized boolean record(Adopter adopter, BooleanSupplier storeAnswers) {
    turn++;
    for (Map.Entry<Path, Integer> file : tries.entrySet()) {
      boolean isDue = file.getValue() < MOST_TRIES || turn % SELDOM == 0;
      if (isDue && !isRecorded(file.getKey(), adopter, storeAnswers)) {
        break;
      }
    }
    return tries.isEmpty();
  }

  /** Returns false if the store does not answer: then no other can get its row either. */
  private boolean isRecorded(Path file, Adopter adopter, BooleanSupplier storeAnswers) {
    try {
      if (!isGone(file)) {
        adopter.adopt(file);
      }
      tries.remove(file);
      if (!isIn(file.getParent())) {
        told.remove(file.getParent());
      }
      return true;
    } catch (Throwable e) { // An Error too: else it would end each turn at this file.
      boolean answers = storeAnswers.getAsBoolean();
      if (answers && tries.merge(file, 1, Integer::sum) >= MOST_TRIES) {
        tell(file, e);
      }
      return answers;
    }
  }

  /** Not one that cannot be looked at just now, as of a share that is away. */
  private boolean isGone(Path file) {
    return Files.notExists(file) && Files.isDirectory(root);
  }

  /** From the home on; folders and files of the store are named by hashes. */
  private String nameOf(Path file) {
    return root.getFileName() + "/" + root.relativize(file).toString().replace('\\', '/');
  }

  private void tell(Path file, Throwable why) {
    LOG.error("a file of the store gets no row yet; it is tried again each minute", why);
    Path folder = file.getParent();
    if (told.add(folder)) {
      try {
        runLog.append(
            RunLog.SYSTEM,
            EventType.ITEM_FAILED,
            what
                + ": "
                + nameOf(file)
                + " ("
                + why.getClass().getSimpleName()
                + "). It is tried again each minute; one that can never be read is to be moved out"
                + " of the home, and sent again");
      } catch (RuntimeException | Error e) {
        told.remove(folder); // A store that takes no row takes no event.
      }
    }
  }
}
