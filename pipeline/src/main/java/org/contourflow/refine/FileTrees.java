package org.contourflow.refine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.model.Sha256;

/** Whole folders: their digest, their copy. */
final class FileTrees {
  private FileTrees() {}

  /** SHA-256 over names and contents of all files below a folder. */
  static String digest(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files(folder)) {
      text.append(folder.relativize(file).toString().replace('\\', '/'))
          .append(' ')
          .append(Sha256.of(file))
          .append('\n');
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Copies a folder beside its place and moves it there: it appears whole or not at all. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    Path part = Files.createTempDirectory(to.toAbsolutePath().getParent(), ".copying-");
    for (Path file : files(from)) {
      Path target = part.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
