package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.dicom.deident.FolderDeidentifier;
import org.contourflow.dicom.deident.RefusedFile;
import org.contourflow.home.Folders;

/** De-identified copies of cases in a set: a case is there whole, under a pseudonym, or not. */
final class CaseCopies {
  private final Path data;
  private final FolderDeidentifier deidentifier;
  private final Path wayBack;
  private final Consumer<String> tell;

  CaseCopies(Path data, Pseudonyms pseudonyms, Consumer<String> tell) throws IOException {
    this.data = data;
    this.deidentifier = pseudonyms.deidentifier(data);
    this.wayBack = pseudonyms.wayBack();
    this.tell = tell;
  }

  /**
   * Copies one case; empty if a file of it cannot be de-identified, which is told.
   *
   * @param folder of the set
   * @return the copy's name in the set's {@code cases}
   */
  Optional<String> copy(String id, Path folder) throws IOException {
    Path part = folder.resolve("part");
    Folders.delete(part);
    Path from = data.resolve(id);
    try {
      FolderDeidentifier.Summary summary = deidentifier.run(from, part, wayBack);
      summary.refused().forEach(line -> tell.accept(id + ": " + line));
      if (summary.written() == 0 || !summary.refused().isEmpty()) {
        return Optional.empty();
      }
    } catch (RefusedFile e) {
      tell.accept(id + ": " + e.getMessage());
      return Optional.empty();
    } finally {
      Files.createDirectories(folder.resolve("cases"));
    }
    String pseudonym;
    try (Stream<Path> below = Files.list(part)) {
      pseudonym = below.findFirst().orElseThrow().getFileName().toString();
    }
    int n = 1;
    while (Files.exists(folder.resolve("cases").resolve(pseudonym + "-" + n))) {
      n++;
    }
    String name = pseudonym + "-" + n;
    Files.move(
        part.resolve(pseudonym),
        folder.resolve("cases").resolve(name),
        StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(part);
    return Optional.of(name);
  }
}
