package org.contourflow.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.contourflow.volume.BinaryMask;

/**
 * Cases without the contours that a list calls doubtful. Such an organ is then not contoured, which
 * is not the same as absent: it teaches nothing.
 */
public final class CleanedCases implements CaseSource {
  private final CaseSource source;
  private final Map<String, Set<String>> doubtful;

  private CleanedCases(CaseSource source, Map<String, Set<String>> doubtful) {
    this.source = source;
    this.doubtful = doubtful;
  }

  /**
   * Reads a list: a case and a structure's TG-263 name a line, {@code #} begins a comment.
   *
   * @throws IOException naming the line that is not understood, or that names an unknown case or
   *     structure
   */
  public static CaseSource of(CaseSource source, Path list, List<String> structures)
      throws IOException {
    Map<String, Set<String>> doubtful = new HashMap<>();
    List<String> lines = Files.readAllLines(list);
    Set<String> known = Set.copyOf(source.ids());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split("\\s+");
      if (words.length != 2 || !known.contains(words[0]) || !structures.contains(words[1])) {
        throw new IOException(
            list.getFileName()
                + " line "
                + (i + 1)
                + ": a case of the data and a structure are wanted, one of "
                + structures);
      }
      doubtful.computeIfAbsent(words[0], id -> new TreeSet<>()).add(words[1]);
    }
    return new CleanedCases(source, doubtful);
  }

  @Override
  public List<String> ids() {
    return source.ids();
  }

  @Override
  public List<String> readingLosses() {
    return source.readingLosses();
  }

  @Override
  public List<String> leftOut() {
    return source.leftOut();
  }

  @Override
  public LabelledCase read(String id) throws IOException {
    LabelledCase whole = source.read(id);
    Map<String, BinaryMask> trusted = new TreeMap<>(whole.contours());
    trusted.keySet().removeAll(of(id));
    return new LabelledCase(
        id, whole.ct(), trusted, whole.unusable(), whole.firstSlice(), whole.lastSlice());
  }

  @Override
  public String fingerprint(String id) throws IOException {
    Set<String> without = of(id);
    return source.fingerprint(id) + (without.isEmpty() ? "" : " without " + without);
  }

  private Set<String> of(String id) {
    return doubtful.getOrDefault(id, Set.of());
  }
}
