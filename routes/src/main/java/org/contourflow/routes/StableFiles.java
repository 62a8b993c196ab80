package org.contourflow.routes;

import java.io.File;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileExclusiveReadLockStrategy;
import org.apache.camel.component.file.GenericFileOperations;

/**
 * Lets a file of the inbox be taken once its size and time have not changed for a while.
 *
 * <p>Camel's own {@code readLock=changed} either waits a second a file or trusts the modification
 * time, which a copy that keeps times sets to long ago while it is still writing. This one compares
 * what it saw at earlier polls, and blocks nothing.
 */
final class StableFiles implements GenericFileExclusiveReadLockStrategy<File> {
  private final Duration stable;
  private final Clock clock;
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

  StableFiles(Duration stable, Clock clock) {
    this.stable = stable;
    this.clock = clock;
  }

  private record Sighting(long length, long modified, Instant since) {}

  @Override
  public boolean acquireExclusiveReadLock(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
    File now = file.getFile();
    if (!now.exists()) {
      return false; // Gone, or of a name that text does not lead back to: UnsayableFiles takes it.
    }
    Instant at = clock.instant();
    Sighting seen =
        sightings.compute(
            now.getPath(),
            (path, before) ->
                before != null
                        && before.length == now.length()
                        && before.modified == now.lastModified()
                    ? before
                    : new Sighting(now.length(), now.lastModified(), at));
    return !seen.since.plus(stable).isAfter(at);
  }

  private void forget(GenericFile<File> file) {
    sightings.remove(file.getFile().getPath());
  }

  @Override
  public void prepareOnStartup(
      GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
    sightings.clear();
  }

  @Override
  public void releaseExclusiveReadLockOnAbort(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
    // Not stable yet: what was seen is kept for the next poll.
  }

  @Override
  public void releaseExclusiveReadLockOnRollback(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
    forget(file);
  }

  @Override
  public void releaseExclusiveReadLockOnCommit(
      GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
    forget(file);
  }

  @Override
  public void setTimeout(long timeout) {
    // It never waits.
  }

  @Override
  public void setCheckInterval(long checkInterval) {
    // It never waits.
  }

  @Override
  public void setDeleteOrphanLockFiles(boolean deleteOrphanLockFiles) {
    // It makes no lock files.
  }

  @Override
  public void setMarkerFiler(boolean markerFile) {
    // It makes no lock files.
  }

  @Override
  public void setReadLockLoggingLevel(LoggingLevel readLockLoggingLevel) {
    // It has nothing to say.
  }
}
