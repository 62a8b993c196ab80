package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contourflow.audit.EventType;
import org.contourflow.home.Quarantine;
import org.contourflow.home.Quarantine.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes those files of the inbox whose names, or whose folders' names, the locale cannot say: the
 * watched folder's own poll goes by text and does not find them. Each once it has not changed for a
 * while; one that fails again and again is told once and left.
 */
public final class UnsayableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(UnsayableFiles.class);
  private static final int MOST_TRIES = 3;

  private final Path inbox;
  private final Duration stable;
  private final Clock clock;
  private final Taker taker;
  private final Quarantine quarantine;
  private Map<Path, Sighting> sightings = new HashMap<>();
  private final Map<Path, Integer> failures = new HashMap<>();
  private volatile boolean waiting;

  /** Takes a file in; afterwards it is gone from its place. */
  public interface Taker {
    void take(Path file) throws IOException;
  }

  private record Sighting(long length, FileTime modified, Instant since) {}

  /**
   * Looks after an inbox.
   *
   * @param stable how long a file must not have changed
   */
  public UnsayableFiles(
      Path inbox, Duration stable, Clock clock, Taker taker, Quarantine quarantine) {
    this.inbox = inbox;
    this.stable = stable;
    this.clock = clock;
    this.taker = taker;
    this.quarantine = quarantine;
  }

  /** Looks at all of the inbox; called from time to time. */
  public synchronized void check() {
    Map<Path, Sighting> seen = new HashMap<>();
    List<Path> due = new ArrayList<>();
    visit(inbox, seen, due);
    sightings = seen;
    failures.keySet().retainAll(seen.keySet());
    due.forEach(this::take);
    waiting = seen.keySet().stream().anyMatch(f -> failures.getOrDefault(f, 0) < MOST_TRIES);
  }

  /** Whether the last look found files that it is still to take, or has only just taken. */
  public boolean isWaiting() {
    return waiting;
  }

  private void visit(Path folder, Map<Path, Sighting> seen, List<Path> due) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          visit(entry, seen, due);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
            && !FileNames.canSay(inbox.relativize(entry))) {
          look(entry, seen, due);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      LOG.debug("a folder of the inbox could not be listed just now");
    }
  }

  private void look(Path file, Map<Path, Sighting> seen, List<Path> due) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    Sighting before = sightings.get(file);
    boolean same =
        before != null
            && before.length == now.size()
            && before.modified.equals(now.lastModifiedTime());
    Sighting sighting =
        same ? before : new Sighting(now.size(), now.lastModifiedTime(), clock.instant());
    seen.put(file, sighting);
    if (!sighting.since.plus(stable).isAfter(clock.instant())
        && failures.getOrDefault(file, 0) < MOST_TRIES) {
      due.add(file);
    }
  }

  private void take(Path file) {
    try {
      taker.take(file);
    } catch (IOException | RuntimeException e) {
      if (failures.merge(file, 1, Integer::sum) == MOST_TRIES) {
        LOG.error("a file whose name cannot be said here could not be taken", e);
        quarantine.note(
            EventType.FOLDER_QUARANTINED,
            new Reason(
                "NAME",
                "a file of the inbox has a name that cannot be said here, and could not be taken",
                "Rename it to plain letters and digits; it is then taken by itself."),
            inbox.relativize(file).toString());
      }
    }
  }
}
