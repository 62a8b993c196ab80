package org.contourflow.lifecycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.contourflow.home.Home;
import org.contourflow.home.SafeFiles;
import org.contourflow.lifecycle.Erasure.Found;

/**
 * Erasures that are under way: a file each in {@code <home>/erasing} that says what is to go, from
 * before the first deletion until the last row is gone. Whose a series is only its files say, so
 * one that was ended after its files and before its rows would not be found again.
 */
final class BegunErasures {
  private static final String SERIES = "series ";
  private static final String CASE = "case ";
  private static final String FILE = "file ";

  private final Home home;
  private final SlicesInStore files;

  BegunErasures(Home home, SlicesInStore files) {
    this.home = home;
    this.files = files;
  }

  /**
   * Notes what is to go, once: one that fails is tried again and again.
   *
   * @return the note, which is to be deleted when it is gone
   */
  Path begin(Found found) throws IOException {
    StringBuilder text = new StringBuilder();
    found.series().forEach(uid -> text.append(SERIES).append(uid).append('\n'));
    found.cases().forEach(id -> text.append(CASE).append(id).append('\n'));
    found.others().forEach(f -> text.append(FILE).append(home.relative(f)).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (Path before : left()) {
      if (holds(before, bytes)) {
        return before;
      }
    }
    Path note = home.erasing().resolve(UUID.randomUUID() + ".txt");
    SafeFiles.write(bytes, note);
    return note;
  }

  private static boolean holds(Path note, byte[] text) {
    try {
      return Arrays.equals(text, Files.readAllBytes(note));
    } catch (IOException e) {
      return false; // One that cannot be read, or has come to its end, is no other's hindrance.
    }
  }

  /** Notes of erasures that did not come to their end. */
  List<Path> left() throws IOException {
    if (!Files.isDirectory(home.erasing())) {
      return List.of();
    }
    try (Stream<Path> notes = Files.list(home.erasing())) {
      return notes.filter(n -> n.getFileName().toString().endsWith(".txt")).sorted().toList();
    }
  }

  /** What of a note's is still there. */
  Found read(Path note) throws IOException {
    Set<String> series = new LinkedHashSet<>();
    Set<String> cases = new LinkedHashSet<>();
    List<Path> others = new ArrayList<>();
    for (String line : Files.readAllLines(note)) {
      if (line.startsWith(SERIES)) {
        series.add(line.substring(SERIES.length()));
      } else if (line.startsWith(CASE)) {
        cases.add(line.substring(CASE.length()));
      } else if (line.startsWith(FILE)) {
        others.add(home.absolute(line.substring(FILE.length())));
      }
    }
    List<Path> slices = new ArrayList<>();
    for (String uid : series) {
      slices.addAll(files.of(uid));
    }
    return new Found(series, cases, slices, others);
  }
}
