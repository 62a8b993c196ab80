package org.contourflow.store;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.contourflow.audit.AuditKeys;
import org.contourflow.audit.AuditTrail;
import org.contourflow.audit.Event;
import org.contourflow.dicom.DurableMove;
import org.contourflow.dicom.OwnerOnly;

/**
 * A copy of the embedded store as one zip: H2's own backup of its file, taken while the service
 * works on it, and {@code backup.json}, which says what must be found in it. The files of cases and
 * series are not in it, nor the audit's keys and anchors; docs/operations.md says how to keep them.
 */
public final class StoreBackup {
  private static final String DATABASE = "contourflow.mv.db";
  private static final String CONTENTS = "backup.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StoreBackup() {}

  /**
   * What a backup holds.
   *
   * @param at when it was taken, ISO 8601
   * @param cases how many cases there were at the least
   * @param events number of the last event then; later ones may be in it too
   * @param hash of that event
   */
  public record Contents(String at, long cases, long events, String hash) {}

  /**
   * Takes a backup.
   *
   * @param file a zip that is not there yet
   * @throws IOException if it is, if it cannot be written, or if the store is no embedded one
   */
  public static Contents take(Database database, Path file, Clock clock) throws IOException {
    if (!database.isH2()) {
      throw new IOException(
          "the store is PostgreSQL: back it up with pg_dump (docs/operations.md says how)");
    }
    if (Files.exists(file)) {
      throw new IOException(file + " is there already; give the backup a name of its own");
    }
    Optional<Event> last = new JdbcRunLog(database, clock).last();
    Contents contents =
        new Contents(
            clock.instant().toString(),
            cases(database),
            last.map(Event::sequence).orElse(0L),
            last.map(Event::hash).orElse(Event.GENESIS));
    Path folder = file.toAbsolutePath().getParent();
    Path raw = folder.resolve("." + UUID.randomUUID() + ".h2.zip");
    try {
      // By the process that has the store open, which may run under another folder.
      database
          .jdbi()
          .useHandle(h -> h.execute("backup to '" + raw.toString().replace("'", "''") + "'"));
      DurableMove.write(file, out -> merge(raw, contents, out));
      OwnerOnly.file(file);
    } finally {
      Files.deleteIfExists(raw);
    }
    return contents;
  }

  private static void merge(Path raw, Contents contents, OutputStream out) throws IOException {
    try (ZipFile from = new ZipFile(raw.toFile())) {
      ZipOutputStream to = new ZipOutputStream(out);
      ZipEntry database =
          from.stream()
              .filter(e -> e.getName().endsWith(DATABASE))
              .findFirst()
              .orElseThrow(() -> new IOException("H2's backup holds no database"));
      to.putNextEntry(new ZipEntry(DATABASE));
      try (InputStream in = from.getInputStream(database)) {
        in.transferTo(to);
      }
      to.closeEntry();
      to.putNextEntry(new ZipEntry(CONTENTS));
      to.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(contents));
      to.closeEntry();
      to.finish();
    }
  }

  private static long cases(Database database) {
    return database
        .jdbi()
        .withHandle(h -> h.createQuery("select count(*) from case_record").mapTo(Long.class).one());
  }

  /**
   * Reads a backup as a restore would: unpacks it beside, opens it, counts, and verifies its run
   * log.
   *
   * @throws IOException saying what is wrong with it
   */
  public static Contents check(Path file, AuditKeys keys) throws IOException {
    Path folder = Files.createTempDirectory("contourflow-backup-");
    try {
      Contents contents = unpack(file, folder);
      try (Database database = Database.embedded(folder)) {
        JdbcRunLog log = new JdbcRunLog(database, Clock.systemUTC());
        AuditTrail.Verdict verdict = AuditTrail.verify(log, keys);
        if (!verdict.isWhole()) {
          throw new IOException(
              file + ": its run log is broken: " + verdict.firstBreak().orElseThrow());
        }
        boolean hasHead =
            contents.events() == 0
                || log.after(contents.events() - 1, 1).stream()
                    .anyMatch(e -> e.hash().equals(contents.hash()));
        if (!hasHead || cases(database) < contents.cases()) {
          throw new IOException(file + ": it holds less than it says");
        }
      }
      return contents;
    } catch (RuntimeException e) {
      throw new IOException(file + ": the database in it cannot be read", e);
    } finally {
      deleteFolder(folder);
    }
  }

  private static Contents unpack(Path file, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry database = zip.getEntry(DATABASE);
      ZipEntry contents = zip.getEntry(CONTENTS);
      if (database == null || contents == null) {
        throw new IOException(file + " is no backup of a store");
      }
      // A ZipFile compares no checksums itself.
      try (CheckedInputStream in =
          new CheckedInputStream(zip.getInputStream(database), new CRC32())) {
        Path target = folder.resolve(DATABASE);
        DurableMove.write(target, in::transferTo);
        OwnerOnly.file(target);
        if (in.getChecksum().getValue() != database.getCrc()) {
          throw new ZipException("its checksum is another");
        }
      }
      try (InputStream in = zip.getInputStream(contents)) {
        return JSON.readValue(in, Contents.class);
      }
    } catch (ZipException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Puts a backup in the place of the store of a folder, after {@link #check}. The store that was
   * there is kept beside it under another name.
   *
   * @param overwrite whether there may be a store
   * @return where the store that was there is now; empty if there was none
   * @throws IOException if a process has the store open, there is one and it may not be replaced,
   *     or the backup is no good
   */
  public static Optional<Path> restore(
      Path file, Path folder, AuditKeys keys, boolean overwrite, Clock clock) throws IOException {
    OwnerOnly.folder(folder);
    Path store = folder.resolve(DATABASE);
    boolean isThere = Files.exists(store);
    if (isThere && !overwrite) {
      throw new IOException(
          "there is a store in " + folder + "; restore with --overwrite to put it aside");
    }
    check(file, keys);
    if (isThere) {
      // Fails where another process works on it.
      Database.embedded(folder).close();
    }
    Path unpacked = Files.createTempDirectory(folder, "restore-");
    try {
      unpack(file, unpacked);
      Optional<Path> aside = Optional.empty();
      if (isThere) {
        String stamp = clock.instant().toString().replaceAll("[^0-9]", "").substring(0, 14);
        Path old = folder.resolve("before-restore-" + stamp + ".mv.db");
        keepBeside(store, old);
        aside = Optional.of(old);
      }
      DurableMove.replace(unpacked.resolve(DATABASE), store);
      return aside;
    } finally {
      deleteFolder(unpacked);
    }
  }

  /**
   * A second name, so that there is a store at any time: a start that found none, after a process
   * that ended here, would make an empty one.
   */
  private static void keepBeside(Path store, Path old) throws IOException {
    try {
      Files.createLink(old, store);
    } catch (UnsupportedOperationException | FileSystemException e) {
      DurableMove.write(old, out -> Files.copy(store, out)); // A file system without links.
    }
    OwnerOnly.file(old);
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path left : files.toList()) {
        Files.delete(left);
      }
    }
    Files.delete(folder);
  }
}
