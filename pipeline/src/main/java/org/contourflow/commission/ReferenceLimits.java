package org.contourflow.commission;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.contourflow.yaml.YamlText;

/**
 * What a site asks of the system on its own reference cases.
 *
 * @param confidence of the intervals, 0.5 to 0.999
 * @param fewestCases so many cases a structure must have, or its lines fail
 * @param secondsPerCase longest median time from case to last receipt; empty: a figure without a
 *     limit
 * @param structures limits of the means, by structure; {@code default} is meant by no structure
 * @param usual limits of each structure that is not named
 */
public record ReferenceLimits(
    double confidence,
    int fewestCases,
    OptionalDouble secondsPerCase,
    Map<String, Map<ReferenceMeasure, Double>> structures,
    Map<ReferenceMeasure, Double> usual) {
  /** Its name in a folder of cases. */
  public static final String FILE = "limits.yaml";

  private static final String DEFAULT = "default";

  /** No limit at all: figures only. */
  public static final ReferenceLimits NONE =
      new ReferenceLimits(0.95, 2, OptionalDouble.empty(), Map.of(), Map.of());

  public ReferenceLimits {
    if (!(confidence >= 0.5 && confidence <= 0.999) || fewestCases < 2) {
      throw new IllegalArgumentException(
          "confidence is 0.5 to 0.999, fewest-cases 2 or more (one case has no interval)");
    }
    structures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(structures));
    usual = Map.copyOf(usual);
  }

  /** The limits of a structure. */
  public Map<ReferenceMeasure, Double> of(String structure) {
    return structures.getOrDefault(structure, usual);
  }

  private record File(
      Double confidence,
      Integer fewestCases,
      Double secondsPerCase,
      Map<String, Map<String, Double>> structures) {}

  /**
   * Reads a YAML file: {@code confidence}, {@code fewest-cases}, {@code seconds-per-case}, and
   * {@code structures} with limits of means by name.
   *
   * @throws IOException naming file, line or key, and what is allowed
   */
  public static ReferenceLimits read(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      YamlText.require(text, file + "");
      File read = mapper().readValue(text, File.class);
      return read == null ? NONE : of(read);
    } catch (UnrecognizedPropertyException e) {
      throw new IOException(
          file
              + ": unknown key '"
              + e.getPropertyName()
              + "'; allowed are confidence, fewest-cases, seconds-per-case, structures",
          e);
    } catch (JacksonException e) {
      String line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      throw new IOException(file + line + ": " + YamlText.told(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static YAMLMapper mapper() {
    return YAMLMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .propertyNamingStrategy(com.fasterxml.jackson.databind.PropertyNamingStrategies.KEBAB_CASE)
        .build();
  }

  private static ReferenceLimits of(File file) {
    Map<String, Map<ReferenceMeasure, Double>> structures = new LinkedHashMap<>();
    if (file.structures() != null) {
      file.structures().forEach((name, limits) -> structures.put(name, limits(name, limits)));
    }
    Map<ReferenceMeasure, Double> usual = structures.remove(DEFAULT);
    return new ReferenceLimits(
        file.confidence() == null ? NONE.confidence() : file.confidence(),
        file.fewestCases() == null ? NONE.fewestCases() : file.fewestCases(),
        file.secondsPerCase() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(file.secondsPerCase()),
        structures,
        usual == null ? Map.of() : usual);
  }

  private static Map<ReferenceMeasure, Double> limits(String name, Map<String, Double> words) {
    Map<ReferenceMeasure, Double> limits = new EnumMap<>(ReferenceMeasure.class);
    if (words != null) {
      words.forEach(
          (word, limit) -> {
            ReferenceMeasure measure =
                ReferenceMeasure.ofWord(word)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                name + ": '" + word + "' is no measure; there are " + words()));
            if (limit == null || !Double.isFinite(limit) || limit < 0) {
              throw new IllegalArgumentException(
                  name + ": " + word + " needs a number that is not negative");
            }
            limits.put(measure, limit);
          });
    }
    return limits;
  }

  private static String words() {
    return Arrays.stream(ReferenceMeasure.values())
        .map(ReferenceMeasure::word)
        .collect(Collectors.joining(", "));
  }
}
