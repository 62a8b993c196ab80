package org.contourflow.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A series that is dropped into a watched inbox as one folder, all at once. Copied slice by slice,
 * by a thread that sleeps for seconds between two of them, it would be another case or none.
 */
public final class AtOnce {
  private AtOnce() {}

  /**
   * Gives copies of files.
   *
   * @param inbox of a home; the folder is made beside that home
   */
  public static void drop(List<Path> files, Path inbox) throws IOException {
    Path beside = inbox.toAbsolutePath().getParent().getParent();
    Path folder = Files.createTempDirectory(beside, "dropped");
    for (Path file : files) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    Files.move(folder, inbox.resolve(folder.getFileName()));
  }
}
