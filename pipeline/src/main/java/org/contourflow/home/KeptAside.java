package org.contourflow.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One item of the quarantine that still waits for a person, as its reason.txt tells it. Needs no
 * store, so it can be read while the daemon runs and when it does not.
 *
 * @param id name of its folder
 * @param files how many lie there
 */
public record KeptAside(
    String id, String code, String reason, String whatToDo, String when, int files) {

  /**
   * All that is not resolved, oldest first.
   *
   * @throws IOException if the folder cannot be read
   */
  public static List<KeptAside> in(Path quarantine) throws IOException {
    if (!Files.isDirectory(quarantine)) {
      return List.of();
    }
    List<KeptAside> found = new ArrayList<>();
    try (Stream<Path> items = Files.list(quarantine)) {
      for (Path item : items.filter(KeptAside::isOpen).sorted().toList()) {
        read(item).ifPresent(found::add);
      }
    }
    return found;
  }

  private static boolean isOpen(Path item) {
    return Files.exists(item.resolve(Quarantine.REASON))
        && Files.notExists(item.resolve(Quarantine.RESOLVED));
  }

  /** Empty: it was taken away while it was looked at, by a person or a running service. */
  private static Optional<KeptAside> read(Path item) throws IOException {
    try (Stream<Path> files = Files.list(item)) {
      List<String> lines = Files.readAllLines(item.resolve(Quarantine.REASON));
      return Optional.of(
          new KeptAside(
              item.getFileName().toString(),
              field(lines, "Code:"),
              field(lines, "Reason:"),
              field(lines, "What to do:"),
              field(lines, "When:"),
              (int) files.count() - 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String field(List<String> lines, String name) {
    Optional<String> line = lines.stream().filter(l -> l.startsWith(name)).findFirst();
    return line.map(l -> l.substring(name.length()).strip()).orElse("");
  }
}
