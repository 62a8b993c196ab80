package org.contourflow.monitor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk's room.
 *
 * @param free bytes that this process may still write
 * @param total bytes in all
 */
public record Disk(long free, long total) {
  /** The disk of a folder. */
  public static Disk of(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new Disk(store.getUsableSpace(), store.getTotalSpace());
  }

  /** The share that is free, percent. */
  public double freePercent() {
    return total == 0 ? 100 : 100.0 * free / total;
  }
}
