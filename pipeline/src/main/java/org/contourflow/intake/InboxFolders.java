package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the sub-folders of the inbox: an emptied one is cleared away, an empty or unreadable
 * one is reported once. Waits patiently, since a slow copy makes its folder first, and leaves it
 * empty between two files that were taken.
 */
public final class InboxFolders {
  private static final Logger LOG = LoggerFactory.getLogger(InboxFolders.class);

  private final Path inbox;
  private final InboxGate gate;
  private final Quarantine quarantine;
  private final Duration patience;
  private final Clock clock;
  private final Map<Path, Instant> emptySince = new HashMap<>();
  private final Set<Path> served = new HashSet<>();
  private final Set<Path> reported = new HashSet<>();

  public InboxFolders(Path inbox, Quarantine quarantine, Duration patience, Clock clock) {
    this.inbox = inbox;
    this.gate = new InboxGate(inbox);
    this.quarantine = quarantine;
    this.patience = patience;
    this.clock = clock;
  }

  /** Notes that a file was taken from its folder, so that an empty folder there is no surprise. */
  public synchronized void taken(Path file) {
    for (Path p = file.getParent(); p != null && !p.equals(inbox); p = p.getParent()) {
      served.add(p);
      emptySince.remove(p);
    }
  }

  /** Those of the same inbox whose names the locale cannot say. */
  public UnsayableFiles unsayable(Duration stable, UnsayableFiles.Taker taker) {
    return new UnsayableFiles(inbox, stable, clock, taker, quarantine);
  }

  /** Looks at every sub-folder; called from time to time. */
  public synchronized void check() {
    visit(inbox);
  }

  /** Returns whether the folder is (now) empty. */
  private boolean visit(Path folder) {
    List<Path> children;
    try (Stream<Path> list = Files.list(folder)) {
      children = list.toList();
    } catch (IOException e) {
      reportUnreadable(folder);
      return false;
    }
    reported.remove(folder);
    boolean empty = true;
    for (Path child : children) {
      empty &= isGone(child);
    }
    return empty;
  }

  private boolean isGone(Path child) {
    try {
      if (gate.isForeign(child)) {
        reportForeign(child);
        return false;
      }
      if (gate.isFile(child) && !Files.isReadable(child)) {
        reportUnreadable(child);
      }
      return gate.isFolder(child) && visit(child) && clear(child);
    } catch (RuntimeException | Error e) {
      // One of many: the others are looked at all the same.
      LOG.error("a folder of the inbox could not be looked at", e);
      return false;
    }
  }

  private void reportForeign(Path path) {
    if (reported.add(path)) {
      quarantine.note(
          EventType.FOLDER_QUARANTINED,
          new Reason(
              "NOT_A_FILE",
              "something in the inbox is a link, a pipe or a device; it was left where it is and not"
                  + " followed",
              "Drop the files themselves, and delete it."),
          inbox.relativize(path).toString());
    }
  }

  private void reportUnreadable(Path folder) {
    if (reported.add(folder)) {
      quarantine.note(
          EventType.FOLDER_QUARANTINED,
          new Reason(
              "NO_RIGHTS",
              "a file or folder of the inbox cannot be read; it was left where it is",
              "Give the account that runs Contourflow the right to read and write it; it is then"
                  + " taken by itself."),
          inbox.relativize(folder).toString());
    }
  }

  private boolean clear(Path folder) {
    Instant since = emptySince.computeIfAbsent(folder, f -> clock.instant());
    if (since.plus(patience).isAfter(clock.instant())) {
      return false;
    }
    try {
      Files.delete(folder);
    } catch (IOException e) {
      // Something was put there just now.
      LOG.debug("an inbox folder is no longer empty");
      return false;
    }
    emptySince.remove(folder);
    if (!served.remove(folder)) {
      quarantine.note(
          EventType.FOLDER_QUARANTINED,
          new Reason(
              "FOLDER_EMPTY",
              "a folder of the inbox was empty",
              "Drop the folder again with its files in it."),
          inbox.relativize(folder).toString());
    }
    return true;
  }
}
