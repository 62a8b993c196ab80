package org.contourflow.consent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One writer at a time in a consent folder: of all threads and all processes. */
final class FolderLock {
  private FolderLock() {}

  /** What is done alone. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws IOException;
  }

  @SuppressWarnings("try") // The lock is held, not used.
  static <T> T alone(Path folder, Work<T> work) throws IOException {
    Files.createDirectories(folder);
    synchronized (FolderLock.class) { // A file's lock is for processes, not for threads.
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("consent.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        return work.done();
      }
    }
  }
}
