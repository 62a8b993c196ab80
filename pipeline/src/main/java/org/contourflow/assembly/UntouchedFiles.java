package org.contourflow.assembly;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.contourflow.intake.DatasetHash;

/**
 * Whether stored files still hold what arrived. A slice that was written over by a copy of its
 * neighbour, or that the disk spoilt, reads like any other: only its content tells. A file is read
 * for that once in this process, as long as it stays the same by {@link FileState}.
 */
final class UntouchedFiles {
  /** Some series of the longest kind. */
  private static final int MOST = 20_000;

  private record Known(FileState state, String sha256) {}

  private final Map<Path, Known> known = new Recent<>(MOST);

  /**
   * Whether the data set of a file is the one with this hash.
   *
   * @throws IOException if it cannot be read
   */
  boolean holds(Path file, String sha256) throws IOException {
    FileState now = FileState.of(file);
    Known before;
    synchronized (known) {
      before = known.get(file);
    }
    if (before == null || !before.state().equals(now)) {
      before = new Known(now, DatasetHash.of(file));
      synchronized (known) {
        known.put(file, before);
      }
    }
    return before.sha256().equals(sha256);
  }
}
