package org.contourflow.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.OwnerOnly;

/**
 * The head of the run log, noted outside the store line by line: who takes events off the end of
 * the log must take the lines off this file too. It belongs on a disk that whoever can write the
 * store cannot: a share that only allows appending, another machine.
 */
public final class AnchorFile {
  /** Its name in the folder. */
  public static final String NAME = "contourflow-audit-anchors.txt";

  private final Path file;
  private long noted = -1;

  /** The file in a folder, which is made when the first line is written. */
  public AnchorFile(Path folder) {
    this.file = folder.resolve(NAME);
  }

  /** Where it lies. */
  public Path file() {
    return file;
  }

  /**
   * Notes the head of the log, if it is another than the one noted last; on disk when it returns.
   *
   * @return whether a line was written
   */
  public synchronized boolean note(RunLog log, AuditKeys keys, Instant now) throws IOException {
    return note(log, keys, now, false);
  }

  /**
   * Notes that the store was set back: what was anchored behind its last event counts no more.
   * Whoever verifies is told.
   */
  public synchronized void noteRestored(RunLog log, AuditKeys keys, Instant now)
      throws IOException {
    note(log, keys, now, true);
  }

  private boolean note(RunLog log, AuditKeys keys, Instant now, boolean restored)
      throws IOException {
    Optional<Event> last = log.last();
    if (last.isEmpty() || last.get().sequence() == noted) {
      return false;
    }
    Event head = last.get();
    OwnerOnly.folder(file.toAbsolutePath().getParent());
    boolean isNew = Files.notExists(file);
    String line = Anchor.of(now.truncatedTo(ChronoUnit.MILLIS), head, restored, keys).line() + "\n";
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (isNew) {
      OwnerOnly.file(file);
    }
    noted = head.sequence();
    return true;
  }

  /** Its lines; none if there is no file. */
  List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
