package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * File names that the process's locale cannot say: Latin-1 bytes under UTF-8, anything but ASCII
 * under the C locale. Such a path can be opened as it was listed, but not by its text, and so not
 * by a library that goes by text.
 */
public final class FileNames {
  private FileNames() {}

  /** Whether the text of a path leads back to it. */
  public static boolean canSay(Path path) {
    try {
      return path.equals(Path.of(path.toString()));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * A path that a person typed, as it lies on the disk: where text does not lead to it, the one
   * entry of each folder whose text is alike.
   */
  public static Path onDisk(Path given) throws IOException {
    if (Files.exists(given)) {
      return given;
    }
    Path absolute = given.toAbsolutePath();
    Path at = absolute.getRoot();
    for (Path name : absolute) {
      Path next = at.resolve(name);
      if (!Files.exists(next)) {
        List<Path> alike = alike(at, name.toString());
        if (alike.size() != 1) {
          return given;
        }
        next = alike.get(0);
      }
      at = next;
    }
    return at;
  }

  private static List<Path> alike(Path folder, String text) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.getFileName().toString().equals(text)).toList();
    }
  }
}
