package org.contourflow.monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.contourflow.home.SafeFiles;

/**
 * The problems of which people were told, in a file, so that a service that is started anew does
 * not tell them again. A file that is missing or cannot be read means that nobody was told: an
 * alert twice is better than none.
 */
final class AlertMemory {
  private static final String BETWEEN = "\t";

  private final Path file;
  private List<Problem> written;

  AlertMemory(Path file) {
    this.file = file;
  }

  /** By key. */
  Map<String, Problem> read() {
    Map<String, Problem> told = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(BETWEEN, 2);
        if (parts.length == 2) {
          told.put(parts[0], new Problem(parts[0], parts[1]));
        }
      }
    } catch (IOException e) {
      told.clear();
    }
    written = List.copyOf(told.values());
    return told;
  }

  /** Writes them if they are others than before; what could not be written is at the next call. */
  void write(Collection<Problem> told) {
    List<Problem> now = List.copyOf(told);
    if (now.equals(written)) {
      return;
    }
    String text =
        now.stream()
            .map(p -> line(p.key()) + BETWEEN + line(p.text()) + "\n")
            .collect(Collectors.joining());
    try {
      SafeFiles.write(text.getBytes(StandardCharsets.UTF_8), file);
      written = now;
    } catch (IOException e) {
      written = null;
    }
  }

  private static String line(String text) {
    return text.replaceAll("[\\t\\r\\n]", " ");
  }
}
