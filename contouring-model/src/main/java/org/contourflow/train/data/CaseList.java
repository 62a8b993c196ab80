package org.contourflow.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A text file of case ids, one a line; empty lines and lines that begin with # say nothing. */
public final class CaseList {
  private CaseList() {}

  /**
   * Reads ids, in the file's order.
   *
   * @throws IOException if a case is not among the source's, naming it and the file
   */
  public static Set<String> read(Path file, CaseSource source) throws IOException {
    return read(file, List.of(source));
  }

  /** As {@link #read(Path, CaseSource)}, of several sources together. */
  public static Set<String> read(Path file, List<CaseSource> sources) throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    for (String line : Files.readAllLines(file)) {
      String id = line.strip();
      if (id.isEmpty() || id.startsWith("#")) {
        continue;
      }
      if (sources.stream().noneMatch(s -> s.ids().contains(id))) {
        throw new IOException("case " + id + " of " + file.getFileName() + " is not in the data");
      }
      ids.add(id);
    }
    return ids;
  }
}
