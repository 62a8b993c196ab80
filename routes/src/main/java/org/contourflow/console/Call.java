package org.contourflow.console;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.accounts.Session;

/**
 * A request that may be answered: its user is known and may ask it.
 *
 * @param path what the route's pattern left open, in order
 * @param query name to values of the URL's query
 * @param body at most as long as the route takes
 * @param address of the caller
 * @param hidesIdentifiers whether the screen that asks shows no patient identifiers
 */
record Call(
    Session session,
    List<String> path,
    Map<String, List<String>> query,
    byte[] body,
    String address,
    boolean hidesIdentifiers) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What the caller sent is wrong; the sentence says what. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String sentence) {
      super(sentence);
    }
  }

  Optional<String> one(String name) {
    return query.getOrDefault(name, List.of()).stream().filter(v -> !v.isBlank()).findFirst();
  }

  List<String> all(String name) {
    return query.getOrDefault(name, List.of()).stream()
        .flatMap(v -> java.util.stream.Stream.of(v.split(",")))
        .filter(v -> !v.isBlank())
        .toList();
  }

  int number(String name, int otherwise, int least, int most) {
    return one(name).map(v -> number(v, name, least, most)).orElse(otherwise);
  }

  static int number(String text, String name, int least, int most) {
    try {
      int n = Integer.parseInt(text);
      if (n >= least && n <= most) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Wrong(name + " must be a whole number from " + least + " to " + most);
  }

  Optional<Instant> moment(String name) {
    try {
      return one(name).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new Wrong(name + " must be a time such as 2026-11-28T07:00:00Z");
    }
  }

  static <E extends Enum<E>> E choice(Class<E> type, String name, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(java.util.Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Wrong(name + " must be one of " + List.of(type.getEnumConstants()));
    }
  }

  /** A text of the body, which is a JSON object. */
  String field(String name) {
    return optional(name).orElseThrow(() -> new Wrong(name + " is missing"));
  }

  /** A yes or no of the body. */
  boolean flag(String name) {
    JsonNode value = json().path(name);
    if (!value.isBoolean()) {
      throw new Wrong(name + " must be true or false");
    }
    return value.asBoolean();
  }

  Optional<String> optional(String name) {
    JsonNode value = json().path(name);
    return value.isTextual() && !value.asText().isBlank()
        ? Optional.of(value.asText().strip())
        : Optional.empty();
  }

  private JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw new Wrong("the body is not JSON");
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a body in memory is read", e);
    }
  }
}
