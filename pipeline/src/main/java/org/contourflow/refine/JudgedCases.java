package org.contourflow.refine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.contourflow.consent.Withdrawal;
import org.contourflow.evaluate.Evaluation;
import org.contourflow.home.Folders;
import org.contourflow.model.Sha256;

/**
 * What a network's contours of single cases came to, figures only, so that a judgement goes on
 * where it was stopped: a judgement of forty patients takes an hour. A file counts only for the
 * same network, manifest and program, the same files of the case and the same structures. All are
 * deleted when the judgement is written, and those of a patient who withdraws at once: a file's
 * name begins with the patient's reference.
 */
final class JudgedCases {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int NAME = 16;

  private final Path folder;

  /**
   * @param work of the refinement
   */
  JudgedCases(Path work) {
    this.folder = work.resolve(Withdrawal.JUDGED);
  }

  /**
   * What a result is of.
   *
   * @param network SHA-256 of weights and manifest, and the program's version
   * @param fingerprint changes with the case's files
   */
  record Key(
      String network, String patient, String caseId, String fingerprint, List<String> structures) {
    private String file() {
      String who = patient.matches("[0-9a-f]{64}") ? patient : "public";
      String what = network + "\n" + caseId;
      String digest = Sha256.of(what.getBytes(StandardCharsets.UTF_8));
      return who + "-" + digest.substring(0, NAME) + ".json";
    }
  }

  private record Entry(Key key, Evaluation.Result result) {}

  /** The result that is there; empty: none, or one of something else. */
  Optional<Evaluation.Result> read(Key key) throws IOException {
    Path file = folder.resolve(key.file());
    try {
      Entry entry = JSON.readValue(Files.readString(file), Entry.class);
      return Optional.of(entry).filter(e -> e.key().equals(key)).map(Entry::result);
    } catch (JacksonException | NoSuchFileException e) {
      return Optional.empty(); // Cut, foreign or taken away by a withdrawal: made anew.
    }
  }

  void write(Key key, Evaluation.Result result) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(key.file() + ".part");
    Files.write(part, JSON.writeValueAsBytes(new Entry(key, result)));
    // Not forced to the disk: what a loss of power takes is contoured anew.
    Files.move(
        part,
        folder.resolve(key.file()),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Deletes what is of none of these: of a case that does not judge any more, or of old weights.
   */
  void keepOnly(List<Key> keys) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Set<String> kept = keys.stream().map(Key::file).collect(java.util.stream.Collectors.toSet());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!kept.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  /** Deletes all. */
  void clear() throws IOException {
    Folders.delete(folder);
  }
}
