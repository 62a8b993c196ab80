package org.contourflow.refine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a candidate comes from, {@code lineage.json} in its folder.
 *
 * @param parent ID/VERSION
 * @param parentSha256 of the parent's weights
 * @param setHash names the training set
 * @param consent the events or statements that released each case, by the case's id in the set
 * @param exclusions how many cases each rule left out
 * @param replay cases against forgetting, by their ids; their statement
 * @param runs ids in the consent folder's lineage
 * @param teacherSha256 of the network that marked what nobody contoured; empty: there was none
 * @param seed of the run
 * @param steps done
 * @param codeVersion of the program that trained
 * @param teachers SHA-256 of further networks that marked structures, with those structures
 * @param hold structures that the set did not teach: the parent marked them there
 */
public record Lineage(
    String parent,
    String parentSha256,
    String setHash,
    Map<String, List<String>> consent,
    Map<String, Long> exclusions,
    List<String> replay,
    List<String> runs,
    String teacherSha256,
    long seed,
    int steps,
    String codeVersion,
    Map<String, List<String>> teachers,
    List<String> hold) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public Lineage {
    consent = new TreeMap<>(consent);
    exclusions = new TreeMap<>(exclusions);
    replay = List.copyOf(replay);
    runs = List.copyOf(runs);
    teacherSha256 = teacherSha256 == null ? "" : teacherSha256; // Written before there was one.
    teachers = teachers == null ? Map.of() : new TreeMap<>(teachers);
    hold = hold == null ? List.of() : List.copyOf(hold);
  }

  void write(Path file) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(this));
  }

  /** Reads one from a model's folder. */
  public static Lineage read(Path model) throws IOException {
    Path file = model.resolve(CandidateModel.LINEAGE);
    try {
      return JSON.readValue(Files.readString(file), Lineage.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": " + e.getOriginalMessage(), e);
    }
  }

  /** For the card. */
  String describe() {
    return "%-14s %s, weights %s%n".formatted("Parent", parent, parentSha256)
        + "%-14s set %s, %d case(s), %d of replay; left out %s%n"
            .formatted("Refined on", setHash, consent.size(), replay.size(), exclusions)
        + "%-14s %d steps, seed %d, %s%n".formatted("Trained", steps, seed, codeVersion)
        + (teacherSha256.isEmpty()
            ? ""
            : "%-14s what nobody contoured was marked by %s%n".formatted("Teacher", teacherSha256))
        + teachers.entrySet().stream()
            .map(t -> "%-14s %s by %s%n".formatted("Marked", names(t.getValue()), t.getKey()))
            .collect(Collectors.joining())
        + (hold.isEmpty()
            ? ""
            : "%-14s %s: as the parent has them%n".formatted("Held", names(hold)))
        + "%-14s the parent's, of the structures that it had; run contourflow calibrate%n"
            .formatted("Plausibility");
  }

  private static String names(List<String> structures) {
    return String.join(", ", structures);
  }
}
