package org.contourflow.refine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.dicom.DurableMove;
import org.contourflow.model.djl.Shadows;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;

/**
 * Which version of a model is in service, in the registry's folder of the model: {@code
 * champion.txt} names it, {@code promotions.jsonl} says how it came to be. Versions are never
 * deleted, so the way back is a change of one line.
 */
final class Champion {
  private static final String HISTORY = "promotions.jsonl";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path models;
  private final String id;

  Champion(Path models, String id) {
    this.models = models;
    this.id = id;
  }

  /**
   * A change.
   *
   * @param by who decided it
   * @param ground the judgement's digest, or the reason of a way back
   */
  record Change(Instant at, String from, String to, boolean back, List<String> by, String ground) {
    Change {
      by = List.copyOf(by);
    }

    /** The same step; there is another one between two that were done. */
    private boolean isSame(Change other) {
      return back == other.back() && from.equals(other.from()) && to.equals(other.to());
    }
  }

  /** The model in service; empty if there is none that can be used. */
  Optional<RegisteredModel> inService() throws IOException {
    return ModelRegistry.open(models).find(id);
  }

  /** Its version. */
  String version() throws IOException {
    return ModelRegistry.open(models).require(id).manifest().about().version();
  }

  /** All changes, oldest first. */
  List<Change> history() throws IOException {
    Path file = models.resolve(id).resolve(HISTORY);
    List<Change> changes = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          changes.add(JSON.readValue(line, Change.class));
        } catch (JacksonException e) {
          throw new IOException(file + ": line " + (changes.size() + 1) + " cannot be read", e);
        }
      }
    }
    return changes;
  }

  /** Holds fast to a version, so that a higher one that is copied in does not take its place. */
  void pin(String version) throws IOException {
    byte[] text = (version + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = models.resolve(id).resolve(ModelRegistry.CHAMPION);
    DurableMove.write(file, out -> out.write(text));
  }

  /** Puts a version of the registry into service; written down first. */
  void change(Change change) throws IOException {
    if (ModelRegistry.open(models).find(id + "/" + change.to()).isEmpty()) {
      throw new IOException(
          id + "/" + change.to() + " cannot be used; see: contourflow model list");
    }
    Files.writeString(
        models.resolve(id).resolve(HISTORY),
        JSON.writeValueAsString(change) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.SYNC);
    pin(change.to());
  }

  /** Which candidate runs beside it, by its folder; empty: none. */
  void shadow(Optional<Path> candidate) throws IOException {
    Path file = models.resolve(id).resolve(Shadows.FILE);
    if (candidate.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    String path = candidate.get().toAbsolutePath().normalize().toString();
    DurableMove.write(file, out -> out.write((path + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A way back that was written down and not done, since the process was ended between the two: the
   * network that it leaves still is in service.
   */
  Optional<Change> unfinishedWayBack() throws IOException {
    List<Change> history = history();
    Path file = models.resolve(id).resolve(ModelRegistry.CHAMPION);
    if (history.isEmpty() || !Files.exists(file)) {
      return Optional.empty();
    }
    String pinned = Files.readString(file).strip();
    return Optional.of(history.get(history.size() - 1))
        .filter(last -> last.back() && last.from().equals(pinned));
  }

  /** The version that was in service before the present one; empty: nothing was promoted. */
  Optional<String> before() throws IOException {
    List<String> stack = new ArrayList<>();
    Optional<Change> last = Optional.empty();
    for (Change change : history()) {
      boolean again = last.filter(change::isSame).isPresent();
      last = Optional.of(change);
      if (again) { // The one before was written down and then not done.
        continue;
      }
      if (change.back() && !stack.isEmpty()) {
        stack.remove(stack.size() - 1);
      } else if (!change.back()) {
        stack.add(change.from());
      }
    }
    return stack.isEmpty() ? Optional.empty() : Optional.of(stack.get(stack.size() - 1));
  }
}
