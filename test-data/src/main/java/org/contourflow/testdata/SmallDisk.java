package org.contourflow.testdata;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes in memory that can be filled to its last byte. */
public final class SmallDisk implements AutoCloseable {
  /** What it gives out at a time; a file of one byte takes as much. */
  public static final int PAGE_BYTES = 4096;

  private static final String FILLER = ".filler";

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one on a folder, which is empty then. Skips the calling test where this is not allowed:
   * it takes Linux and root.
   */
  public static SmallDisk mount(Path folder, int megabytes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
        "skipped: a small file system cannot be mounted here (it takes Linux and root)");
    return new SmallDisk(folder);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(4, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // No such program.
    }
  }

  /** Fills it but for so many pages. */
  public void fill(int pagesLeft) throws IOException {
    byte[] page = new byte[PAGE_BYTES];
    try (RandomAccessFile filler = new RandomAccessFile(filler().toFile(), "rw")) {
      long written = filler.length();
      filler.seek(written);
      try {
        while (true) {
          filler.write(page);
          written += PAGE_BYTES;
        }
      } catch (IOException e) {
        // Full.
        filler.setLength(Math.max(0, written - (long) pagesLeft * PAGE_BYTES));
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return folder.resolve(FILLER);
  }

  @Override
  public void close() throws IOException {
    try {
      if (!run("umount", folder.toString())) {
        run("umount", "-l", folder.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
