package org.contourflow.structure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names of AAPM TG-263, from {@code tg263.csv} beside this class, whose head says where they
 * come from and which codes were left out.
 */
public final class Tg263 {
  private static final Map<String, Tg263> BY_NAME = load();

  private final String name;
  private final String description;
  private final Laterality side;
  private final Optional<RoiCode> code;

  private Tg263(List<String> cells) {
    this.name = cells.get(0);
    this.description = cells.get(1);
    this.side = Laterality.valueOf(cells.get(4));
    this.code =
        cells.get(5).isEmpty()
            ? Optional.empty()
            : Optional.of(new RoiCode(cells.get(5), "SCT", cells.get(6)));
  }

  /** The entry of exactly that name. */
  public static Optional<Tg263> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** All names; those of margins end with {@code PRVxx}. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** The primary name. */
  public String name() {
    return name;
  }

  /** What it is, in English. */
  public String description() {
    return description;
  }

  /** The patient's side that the name says. */
  public Laterality side() {
    return side;
  }

  /** SNOMED CT, where the tables agree with the name; the side is not in it. */
  public Optional<RoiCode> code() {
    return code;
  }

  private static Map<String, Tg263> load() {
    Map<String, Tg263> names = new LinkedHashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Tg263.class.getResourceAsStream("tg263.csv"), StandardCharsets.UTF_8))) {
      in.lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("name,"))
          .map(line -> new Tg263(cells(line)))
          .forEach(one -> names.put(one.name, one));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("the product lacks its own tg263.csv", e);
    }
  }

  /** Cells between commas; one that holds a comma stands in quotes. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
