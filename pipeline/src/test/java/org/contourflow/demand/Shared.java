package org.contourflow.demand;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Data that lies beside the project and is not part of it. */
public final class Shared {
  private Shared() {}

  /** A file of {@code ../shared/data/demand}; the test is skipped where it is not there. */
  public static Path file(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("shared/data/demand"))) {
      folder = folder.getParent();
    }
    Path file = folder == null ? Path.of(name) : folder.resolve("shared/data/demand").resolve(name);
    assumeTrue(Files.isRegularFile(file), "../shared/data/demand/" + name + " is not here");
    return file;
  }
}
