package org.contourflow.lifecycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.contourflow.cases.ArrivalStore;
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
  private final ArrivalStore arrivals;

  BegunErasures(Home home, ArrivalStore arrivals) {
    this.home = home;
    this.arrivals = arrivals;
  }

  /** Notes what is to go; returns the note, which is to be deleted when it is gone. */
  Path begin(Found found) throws IOException {
    StringBuilder text = new StringBuilder();
    found.series().forEach(uid -> text.append(SERIES).append(uid).append('\n'));
    found.cases().forEach(id -> text.append(CASE).append(id).append('\n'));
    found.others().forEach(f -> text.append(FILE).append(home.relative(f)).append('\n'));
    Path note = home.erasing().resolve(UUID.randomUUID() + ".txt");
    SafeFiles.write(text.toString().getBytes(StandardCharsets.UTF_8), note);
    return note;
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
    List<Path> slices =
        series.stream()
            .flatMap(uid -> arrivals.instancesOf(uid).stream())
            .map(i -> home.absolute(i.file()))
            .toList();
    return new Found(series, cases, slices, others);
  }
}
