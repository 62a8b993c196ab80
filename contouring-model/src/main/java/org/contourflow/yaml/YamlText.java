package org.contourflow.yaml;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks at a text of YAML before it is read as anything. Readers of YAML take in silence what its
 * writer hardly meant: of a key that stands twice the last, of two documents the first, and the
 * name of an anchor in place of its value.
 */
public final class YamlText {
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern PLACE = Pattern.compile("in 'reader', line (\\d+)");
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");

  private static final String ALIAS =
      "an alias (*name) is not taken; write the value itself, or in quotes what begins with *";

  private YamlText() {}

  /**
   * The first thing that is wrong, with its line: {@code line 3: the key 'seed' stands twice}.
   *
   * @return empty if the text is one document, or none, without aliases and with each key once
   */
  public static Optional<String> problem(String text) {
    try (YAMLParser parser = YAML.createParser(text)) {
      return control(text).or(() -> problem(parser));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  /**
   * The same, for who reads files of keys; one without any is left to the reader.
   *
   * @param source what the message calls the text
   * @throws IOException naming source, line and what is wrong
   */
  public static void require(String text, String source) throws IOException {
    Optional<String> problem = problem(text);
    if (problem.isPresent()) {
      throw new IOException(source + " " + problem.get());
    }
    try (JsonParser parser = YAML.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != null && first != JsonToken.VALUE_NULL && first != JsonToken.START_OBJECT) {
        throw new IOException(
            source
                + " line "
                + parser.currentTokenLocation().getLineNr()
                + ": keys with their values (key: value) are needed, not a list or a single value");
      }
    }
  }

  /**
   * What a reader says of a value, without the names of its classes: {@code data.cases: a value of
   * this kind is not allowed here}.
   */
  public static String told(JacksonException e) {
    // What a record says of its own values is in words already.
    String message =
        e instanceof ValueInstantiationException && e.getCause() != null
            ? e.getCause().getMessage()
            : e.getOriginalMessage();
    String key =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(
                    r ->
                        r.getFieldName() == null
                            ? "[" + r.getIndex() + "]"
                            : "." + r.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "")
            : "";
    boolean namesTypes = message == null || message.contains("`");
    String plain = namesTypes ? "a value of this kind is not allowed here" : message;
    return key.isEmpty() || !namesTypes ? plain : key + ": " + plain;
  }

  private static Optional<String> problem(YAMLParser parser) {
    try {
      int depth = 0;
      boolean over = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (over) {
          return at(
              parser.currentTokenLocation(),
              "a second document begins; a file holds one, without a line of ---");
        }
        if (parser.isCurrentAlias()) {
          return at(parser.currentTokenLocation(), ALIAS);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        over = depth == 0;
      }
      return Optional.empty();
    } catch (JacksonException e) {
      return at(e.getLocation(), e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  /** In the words of a person; the place is where it was noticed, not where it had begun. */
  private static Optional<String> at(JsonLocation location, String message) {
    String line = location == null ? "1" : "" + Math.max(1, location.getLineNr());
    for (Matcher place = PLACE.matcher(message); place.find(); ) {
      line = place.group(1);
    }
    Matcher twice = DUPLICATE.matcher(message);
    return Optional.of("line " + line + ": " + (twice.find() ? twice(twice) : plain(message)));
  }

  private static String twice(Matcher found) {
    return "the key '" + found.group(1) + "' stands twice; each key once";
  }

  private static String plain(String message) {
    if (message.contains("nesting depth")) {
      return "nested too deeply";
    }
    if (message.startsWith("while scanning an alias")) {
      return ALIAS;
    }
    if (message.startsWith("Expected a field name")) {
      return "a key must be a plain word";
    }
    return message
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  /** The parser says neither which character nor where. */
  private static Optional<String> control(String text) {
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line += c == '\n' || c == '\r' && !text.startsWith("\n", i + 1) ? 1 : 0;
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F) {
        return Optional.of(
            "line %d: a character that no text has (U+%04X); have the editor save it as UTF-8"
                .formatted(line, (int) c));
      }
    }
    return Optional.empty();
  }
}
