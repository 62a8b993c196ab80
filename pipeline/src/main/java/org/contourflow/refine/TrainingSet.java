package org.contourflow.refine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.contourflow.dicom.DurableMove;
import org.contourflow.model.Sha256;

/**
 * Who taught, on what ground, and who was left out by which rule: the manifest of a training set,
 * {@code set.json}. Patients are told by pseudonym only.
 *
 * @param version counted from 1 within a work folder
 * @param selection digest of what was selected, to see whether it is still the same
 * @param hash SHA-256 over cases and exclusions: names the set
 * @param structures that the set teaches
 */
public record TrainingSet(
    int version,
    Instant made,
    String selection,
    String hash,
    List<String> structures,
    List<Case> cases,
    List<Excluded> excluded) {
  static final String FILE = "set.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public TrainingSet {
    structures = List.copyOf(structures);
    cases = List.copyOf(cases);
    excluded = List.copyOf(excluded);
  }

  /**
   * A case that teaches.
   *
   * @param id within the set: a pseudonym, or a public case's own
   * @param from keyed hash of the id in the folder that it came from
   * @param patient keyed hash of the patient; of public data the statement
   * @param basis CONSENT, S251 or PUBLIC_LICENSED
   * @param events the consent events, or the statement, that release it
   * @param structures contoured in it, of those that the set teaches
   * @param sha256 of its files as they teach
   */
  public record Case(
      String id,
      String from,
      String patient,
      String basis,
      List<String> events,
      List<String> structures,
      String sha256) {
    public Case {
      events = List.copyOf(events);
      structures = List.copyOf(structures);
    }
  }

  /**
   * A case that does not.
   *
   * @param from as in {@link Case}
   * @param rule a reason of the gate, or one of {@link Rule}
   */
  public record Excluded(String from, String rule, String why) {}

  /** Why a case that may teach is left out. */
  public enum Rule {
    UNREADABLE("CT and contours cannot be read, or do not belong together"),
    NO_STRUCTURE("it has no contour of a structure that is taught"),
    NOT_DEIDENTIFIED("a file of it cannot be de-identified"),
    NOT_APPROVED("the newest set that came back of it is not APPROVED"),
    SUPERSEDED("a newer set of the case came back"),
    NOT_MATCHED("none of its structures was found to be a delivered one and measured"),
    FILES_GONE("its CT, of the slices that it was drawn on, or the set is no longer kept");

    private final String why;

    Rule(String why) {
      this.why = why;
    }

    /** The rule in words. */
    public String why() {
      return why;
    }
  }

  /** How many cases each rule left out. */
  public Map<String, Long> exclusions() {
    return excluded.stream()
        .collect(Collectors.groupingBy(Excluded::rule, TreeMap::new, Collectors.counting()));
  }

  /** A set of these cases, with its hash. */
  static TrainingSet of(
      int version,
      String selection,
      List<String> structures,
      List<Case> cases,
      List<Excluded> excluded)
      throws IOException {
    String content = JSON.writeValueAsString(List.of(structures, cases, excluded));
    String hash = Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    return new TrainingSet(version, Instant.now(), selection, hash, structures, cases, excluded);
  }

  /** Whether the content still has the hash that names it. */
  boolean isIntact() throws IOException {
    return of(version, selection, structures, cases, excluded).hash().equals(hash);
  }

  void write(Path folder) throws IOException {
    byte[] text = JSON.writeValueAsBytes(this);
    DurableMove.write(folder.resolve(FILE), out -> out.write(text));
  }

  /**
   * Reads a set's manifest.
   *
   * @throws IOException if it cannot be read, or was changed since it was made
   */
  public static TrainingSet read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      TrainingSet set = JSON.readValue(Files.readString(file), TrainingSet.class);
      if (!set.isIntact()) {
        throw new IOException(file + " was changed since it was made; make a new set");
      }
      return set;
    } catch (JacksonException e) {
      throw new IOException(file + ": " + e.getOriginalMessage(), e);
    }
  }
}
