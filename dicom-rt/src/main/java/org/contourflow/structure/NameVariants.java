package org.contourflow.structure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The TG-263 name that a variant seen in clinics means, by {@code name-variants.txt} beside this
 * class, whose head says where the variants come from. Letter case, blanks and punctuation do not
 * count. What may mean two names means none.
 */
public final class NameVariants {
  private static final Map<String, String> BY_PLAIN = load();

  private NameVariants() {}

  /** The TG-263 name; empty if none is known to be meant, or several are. */
  public static Optional<String> tg263(String name) {
    return Tg263.find(name)
        .map(Tg263::name)
        .or(() -> Optional.ofNullable(BY_PLAIN.get(plain(name))));
  }

  /** A name without what writers of names vary: lower case, letters and digits only. */
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** All known variants, as {@link #plain} has them, with what they mean. */
  static Map<String, String> all() {
    return BY_PLAIN;
  }

  private static Map<String, String> load() {
    Map<String, String> names = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (String name : Tg263.names()) {
      if (names.put(plain(name), name) != null) {
        twice.add(plain(name));
      }
    }
    names.keySet().removeAll(twice);
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                NameVariants.class.getResourceAsStream("name-variants.txt"),
                StandardCharsets.UTF_8))) {
      in.lines().filter(line -> !line.startsWith("#")).forEach(line -> add(line, names));
      return Map.copyOf(names);
    } catch (IOException e) {
      throw new UncheckedIOException("the product lacks its own name-variants.txt", e);
    }
  }

  private static void add(String line, Map<String, String> names) {
    String[] parts = line.split("\t");
    for (String variant : parts[1].split(" ")) {
      names.putIfAbsent(variant, parts[0]);
    }
  }
}
