package org.contourflow.review;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.yaml.YamlText;

/**
 * What the person who reviewed a set says of it. Everything is optional; no names of persons.
 *
 * @param acceptability of the whole set
 * @param reviewMinutes time spent looking
 * @param editMinutes time spent mending
 * @param staffGrade for example {@code consultant}, {@code dosimetrist}
 * @param structures by the delivered name
 */
public record PersonsWord(
    Optional<Acceptability> acceptability,
    OptionalDouble reviewMinutes,
    OptionalDouble editMinutes,
    Optional<String> staffGrade,
    Map<String, OfStructure> structures) {
  private static final int LONGEST_GRADE = 40;

  /** Nobody said anything. */
  public static final PersonsWord NONE =
      new PersonsWord(
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Map.of());

  public PersonsWord {
    structures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(structures));
    for (OptionalDouble minutes : new OptionalDouble[] {reviewMinutes, editMinutes}) {
      if (minutes.isPresent() && !(minutes.getAsDouble() >= 0 && minutes.getAsDouble() < 1e4)) {
        throw new IllegalArgumentException("minutes are 0 or more");
      }
    }
    if (staffGrade.filter(g -> g.isBlank() || g.length() > LONGEST_GRADE).isPresent()) {
      throw new IllegalArgumentException("a staff grade has 1 to " + LONGEST_GRADE + " characters");
    }
  }

  /** Whether a set could be used, as a person says it. */
  public enum Acceptability {
    ACCEPTABLE,
    MINOR_EDITS,
    MAJOR_EDITS,
    UNACCEPTABLE;

    /** As it stands in files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of that word; upper or lower case. */
    public static Acceptability ofWord(String word) {
      return Arrays.stream(values())
          .filter(a -> a.word().equalsIgnoreCase(word.strip()))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "acceptability: '"
                          + word
                          + "' is not acceptable, minor-edits, major-edits or unacceptable"));
    }
  }

  /** Of one structure. */
  public record OfStructure(Optional<Verdict> verdict, Optional<EditKind> error) {}

  /** Of one structure; nothing if nobody said anything. */
  public OfStructure of(String structure) {
    return structures.getOrDefault(structure, new OfStructure(Optional.empty(), Optional.empty()));
  }

  /** Structures of which something is said and that a review has not. */
  public List<String> unknownTo(ReviewedSet set) {
    List<String> known = set.structures().stream().map(ReviewedStructure::name).toList();
    return structures.keySet().stream().filter(n -> !known.contains(n)).toList();
  }

  private record File(
      String acceptability,
      Double reviewMinutes,
      Double editMinutes,
      String grade,
      Map<String, FileStructure> structures) {}

  private record FileStructure(String verdict, String error) {}

  /**
   * Reads a YAML or JSON file: {@code acceptability}, {@code reviewMinutes}, {@code editMinutes},
   * {@code grade}, and {@code structures} with {@code verdict} and {@code error} by name.
   *
   * @throws IOException naming the file, the line or key, and what is allowed
   */
  public static PersonsWord read(Path file) throws IOException {
    return read(file.getFileName() + "", Files.readString(file));
  }

  /**
   * Reads what such a file holds.
   *
   * @param source what a message calls it
   */
  public static PersonsWord read(String source, String text) throws IOException {
    YamlText.require(text, source);
    try {
      return parse(text);
    } catch (UnrecognizedPropertyException e) {
      throw new IOException(
          source
              + ": unknown key '"
              + e.getPropertyName()
              + "'; allowed are "
              + e.getKnownPropertyIds(),
          e);
    } catch (JacksonException e) {
      String line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      throw new IOException(source + line + ": " + YamlText.told(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(source + ": " + e.getMessage(), e);
    }
  }

  private static PersonsWord parse(String text) throws JacksonException {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .addModule(new Jdk8Module())
            .build();
    File file = yaml.readValue(text, File.class);
    if (file == null) {
      return NONE;
    }
    Map<String, OfStructure> structures = new LinkedHashMap<>();
    if (file.structures() != null) {
      file.structures()
          .forEach(
              (name, of) -> {
                if (of == null) {
                  throw new IllegalArgumentException(
                      "structures: nothing is said of " + name + "; say verdict or error");
                }
                structures.put(
                    name,
                    new OfStructure(
                        Optional.ofNullable(of.verdict()).map(Verdict::ofWord),
                        Optional.ofNullable(of.error()).map(EditKind::ofWord)));
              });
    }
    return new PersonsWord(
        Optional.ofNullable(file.acceptability()).map(Acceptability::ofWord),
        minutes(file.reviewMinutes()),
        minutes(file.editMinutes()),
        Optional.ofNullable(file.grade()),
        structures);
  }

  private static OptionalDouble minutes(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
