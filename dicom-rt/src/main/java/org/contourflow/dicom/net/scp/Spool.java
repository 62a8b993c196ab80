package org.contourflow.dicom.net.scp;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.dicom.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder arrivals are written to. {@code partial/} holds what is being received under names
 * nobody reads; {@code received/} holds whole instances, fsync'ed and renamed in one step. One
 * process at a time owns a spool (a file lock).
 *
 * <p>What is in {@code partial/} when the spool is opened was never acknowledged to a sender and is
 * removed. What is in {@code received/} is whole; whether it was acknowledged only the sink's own
 * index knows.
 */
public final class Spool implements Closeable {
  /** Ending of a received instance's file name. */
  public static final String SUFFIX = ".dcm";

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /** Opens the file an instance is written to; a test's seam to a disk that fails. */
  @FunctionalInterface
  interface Opener {
    OutputStream open(Path file) throws IOException;
  }

  private final Path partial;
  private final Path received;
  private final long reserveBytes;
  private final Opener opener;
  private final FileChannel lockChannel;

  private Spool(Path folder, long reserveBytes, Opener opener) throws IOException {
    this.partial = OwnerOnly.folder(folder.resolve("partial"));
    this.received = OwnerOnly.folder(folder.resolve("received"));
    this.reserveBytes = reserveBytes;
    this.opener = opener;
    this.lockChannel = lock(folder.resolve(".lock"));
    removeLeftovers();
  }

  /**
   * Opens a spool, making its folders.
   *
   * @param reserveBytes free space below which nothing is taken any more (status A700)
   * @throws IOException if the folder cannot be written or another process owns it
   */
  public static Spool open(Path folder, long reserveBytes) throws IOException {
    return open(folder, reserveBytes, IncomingFile::openFile);
  }

  static Spool open(Path folder, long reserveBytes, Opener opener) throws IOException {
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("reserveBytes is not negative, got " + reserveBytes);
    }
    return new Spool(folder, reserveBytes, opener);
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OwnerOnly.newFile(file.getParent()));
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("spool lock is held within this process", e);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new IOException(
          "the spool " + file.getParent() + " is in use by another listener; give each its own");
    }
    return channel;
  }

  private void removeLeftovers() throws IOException {
    List<Path> leftovers = list(partial);
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
    if (!leftovers.isEmpty()) {
      LOG.info(
          "removed {} half-received, never acknowledged instances of an earlier run from the spool",
          leftovers.size());
    }
  }

  /** Whole instances in the spool, oldest name first; see the class on what is known of them. */
  public List<Path> received() throws IOException {
    return list(received);
  }

  /**
   * Whole instances an earlier run left in a spool that is not open now, for whoever takes them up
   * before the listener starts; see the class on what is known of them.
   */
  public static List<Path> receivedIn(Path folder) throws IOException {
    Path received = folder.resolve("received");
    return Files.isDirectory(received) ? list(received) : List.of();
  }

  /** The folder of {@link #received()}. */
  public Path receivedFolder() {
    return received;
  }

  Path partialFolder() {
    return partial;
  }

  OutputStream openPartial(Path file) throws IOException {
    return opener.open(file);
  }

  /** Whether there is room for another instance. */
  boolean hasRoom() throws IOException {
    return reserveBytes == 0 || Files.getFileStore(partial).getUsableSpace() >= reserveBytes;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    lockChannel.close();
  }
}
