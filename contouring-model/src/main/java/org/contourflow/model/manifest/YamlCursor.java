package org.contourflow.model.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.contourflow.model.manifest.ManifestException.Problem;

/**
 * Reads a YAML object and remembers where it is: every wrong value becomes a {@link Problem} with
 * its path, reading goes on with a harmless stand-in, and {@link #close} reports keys no one asked
 * for.
 */
final class YamlCursor implements AutoCloseable {
  private final JsonNode node;
  private final String path;
  private final List<Problem> problems;
  private final Set<String> known = new HashSet<>();

  YamlCursor(JsonNode node, String path, List<Problem> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
    if (!node.isObject()) {
      problems.add(new Problem(path.isEmpty() ? "(top)" : path, "must be a mapping of keys"));
    }
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private JsonNode get(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? MissingNode.getInstance() : value;
  }

  boolean has(String key) {
    return !get(key).isMissingNode();
  }

  <T> T wrong(String key, String rule, T standIn) {
    problems.add(new Problem(at(key), rule));
    return standIn;
  }

  /** A problem of this object as a whole. */
  void wrong(String rule) {
    problems.add(new Problem(path.isEmpty() ? "(top)" : path, rule));
  }

  String text(String key) {
    JsonNode value = get(key);
    if (value.isMissingNode()) {
      return wrong(key, "is missing; must be text", "missing");
    }
    return value.isValueNode() && !value.asText().isBlank()
        ? value.asText().strip()
        : wrong(key, "must be text, not " + value, "missing");
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = get(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    return value.isBoolean()
        ? value.booleanValue()
        : wrong(key, "must be true or false, not " + value, otherwise);
  }

  boolean flag(String key) {
    return has(key) ? flag(key, false) : wrong(key, "is missing; must be true or false", false);
  }

  int integer(String key, int least, int most) {
    JsonNode value = get(key);
    String rule = "must be a whole number from " + least + " to " + most + ", not ";
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      return wrong(key, rule + describe(value), least);
    }
    int number = value.intValue();
    return number < least || number > most ? wrong(key, rule + number, least) : number;
  }

  int integer(String key, int least, int most, int otherwise) {
    return has(key) ? integer(key, least, most) : otherwise;
  }

  double number(String key, double least, double most) {
    return number(get(key), key, least, most);
  }

  private double number(JsonNode value, String key, double least, double most) {
    String rule = "must be a number from " + least + " to " + most + ", not ";
    if (!value.isNumber()) {
      return wrong(key, rule + describe(value), least);
    }
    double number = value.doubleValue();
    return number >= least && number <= most ? number : wrong(key, rule + number, least);
  }

  double number(String key, double least, double most, double otherwise) {
    return has(key) ? number(key, least, most) : otherwise;
  }

  private static String describe(JsonNode value) {
    return value.isMissingNode() ? "missing" : value.toString();
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    JsonNode value = get(key);
    E[] all = type.getEnumConstants();
    List<String> names = Arrays.stream(all).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    int found = value.isTextual() ? names.indexOf(value.asText().toLowerCase(Locale.ROOT)) : -1;
    return found >= 0
        ? all[found]
        : wrong(key, "must be one of " + names + ", not " + describe(value), all[0]);
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return has(key) ? choice(key, type) : otherwise;
  }

  /** An object below this one; absent is a problem. */
  <T> T object(String key, Function<YamlCursor, T> reader) {
    JsonNode value = get(key);
    if (value.isMissingNode()) {
      problems.add(new Problem(at(key), "is missing"));
    }
    try (YamlCursor below =
        new YamlCursor(
            value.isMissingNode()
                ? com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()
                : value,
            at(key),
            value.isMissingNode() ? new ArrayList<>() : problems)) {
      return reader.apply(below);
    }
  }

  /** A list of objects; absent is empty. */
  <T> List<T> objects(String key, Function<YamlCursor, T> reader) {
    List<T> out = new ArrayList<>();
    int i = 0;
    for (JsonNode item : list(key)) {
      try (YamlCursor below = new YamlCursor(item, at(key) + "[" + i++ + "]", problems)) {
        T value = reader.apply(below);
        if (value != null) {
          out.add(value);
        }
      }
    }
    return out;
  }

  /** Whole numbers; {@code count} of them, or any if it is 0; absent is empty only for any. */
  List<Integer> integers(String key, int count, int least, int most) {
    List<Integer> out = new ArrayList<>();
    int i = 0;
    for (JsonNode item : list(key)) {
      String here = key + "[" + i++ + "]";
      boolean whole = item.isIntegralNumber() && item.canConvertToInt();
      boolean good = whole && item.intValue() >= least && item.intValue() <= most;
      out.add(
          good
              ? Integer.valueOf(item.intValue())
              : wrong(here, "must be a whole number from " + least + " to " + most, least));
    }
    return complete(key, out, count, least);
  }

  /** As {@link #integers}. */
  List<Double> numbers(String key, int count, double least, double most) {
    List<Double> out = new ArrayList<>();
    int i = 0;
    for (JsonNode item : list(key)) {
      out.add(number(item, key + "[" + i++ + "]", least, most));
    }
    return complete(key, out, count, least);
  }

  /** One number for all, or a list of {@code count}. */
  List<Double> numberOrNumbers(String key, int count, double least, double most) {
    return get(key).isNumber()
        ? Collections.nCopies(count, number(key, least, most))
        : numbers(key, count, least, most);
  }

  private <T> List<T> complete(String key, List<T> out, int count, T standIn) {
    if (count > 0 && out.size() != count) {
      wrong(key, "must be a list of " + count + " numbers", null);
      while (out.size() < count) {
        out.add(standIn);
      }
    }
    return out;
  }

  private Iterable<JsonNode> list(String key) {
    JsonNode value = get(key);
    if (!value.isMissingNode() && !value.isArray()) {
      return wrong(key, "must be a list, not " + describe(value), List.<JsonNode>of());
    }
    return value;
  }

  /** The only key of an object of one key, such as {@code - crop: {...}}. */
  String onlyKey() {
    if (node.size() != 1) {
      wrong("must have exactly one key");
    }
    return node.size() == 0 ? "" : node.fieldNames().next();
  }

  @Override
  public void close() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add(new Problem(at(name), "is not known to this version"));
              }
            });
  }
}
