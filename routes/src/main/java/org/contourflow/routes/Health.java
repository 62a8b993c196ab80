package org.contourflow.routes;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.dicom.DurableMove;

/**
 * What a running daemon says of itself, as the file {@code health.json} of its home, written every
 * few seconds. Read by {@code contourflow health}; no port is needed.
 *
 * @param pid of the process
 * @param at when it was written, ISO 8601
 * @param heapPercent how full the heap is
 * @param loops each loop, and whether it turns
 * @param problems what else is wrong, each a sentence
 */
public record Health(
    long pid, String at, int heapPercent, List<Loop> loops, List<String> problems) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Health {
    loops = List.copyOf(loops);
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  /** A loop's state. */
  public record Loop(String name, boolean good, String words) {}

  static Path file(Path home) {
    return home.resolve("health.json");
  }

  /** Writes it into the home. */
  public void write(Path home) throws IOException {
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    DurableMove.write(file(home), out -> out.write(json));
  }

  /** Below this a service may not even say how it is. */
  private static final long FULL_BYTES = 1 << 20;

  /** The daemon has stopped. */
  public static void remove(Path home) throws IOException {
    Files.deleteIfExists(file(home));
  }

  /**
   * What is wrong with the daemon of a home; empty if all is well.
   *
   * @param oldest age at which what it said counts no more
   */
  public static List<String> problems(Path home, Duration oldest) throws IOException {
    if (Files.notExists(file(home))) {
      return List.of("no Contourflow runs on " + home);
    }
    Health health;
    try {
      health = JSON.readValue(file(home).toFile(), Health.class);
    } catch (JacksonException e) {
      return List.of(file(home) + " cannot be read");
    }
    List<String> problems = new ArrayList<>();
    Duration age = Duration.between(Instant.parse(health.at()), Instant.now());
    // Of the future too: the clock was set back, and nobody has written since.
    if (age.abs().compareTo(oldest) > 0) {
      problems.add(
          "nothing was heard of process " + health.pid() + " for " + age.toSeconds() + " s");
      long left = Files.getFileStore(home).getUsableSpace();
      if (left < FULL_BYTES) {
        problems.add("the disk of " + home + " is full: " + left / 1024 + " KiB are left");
      }
    }
    health.loops().stream()
        .filter(loop -> !loop.good())
        .forEach(loop -> problems.add("the loop \"" + loop.name() + "\" " + loop.words()));
    problems.addAll(health.problems());
    return problems;
  }
}
