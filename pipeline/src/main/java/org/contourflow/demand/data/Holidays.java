package org.contourflow.demand.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The public holidays of a region: data, a line {@code date,name} each. Lines that begin with # are
 * remarks. The name joins the same holiday of several years.
 */
public final class Holidays {
  /** The regions whose holidays come with the product. */
  public static final List<String> SHIPPED = List.of("england", "us");

  private static final Holidays NONE = new Holidays(new TreeMap<>());

  private final TreeMap<LocalDate, String> names;

  private Holidays(TreeMap<LocalDate, String> names) {
    this.names = names;
  }

  public static Holidays none() {
    return NONE;
  }

  public static Holidays of(Map<LocalDate, String> names) {
    return new Holidays(new TreeMap<>(names));
  }

  /**
   * @param regionOrFile {@code none}, one of {@link #SHIPPED}, or a file
   */
  public static Holidays named(String regionOrFile) throws IOException {
    if (regionOrFile.equals("none")) {
      return NONE;
    }
    if (SHIPPED.contains(regionOrFile)) {
      try (InputStream in = Holidays.class.getResourceAsStream(regionOrFile + ".csv")) {
        return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), regionOrFile);
      }
    }
    Path file = Path.of(regionOrFile);
    if (!Files.isRegularFile(file)) {
      throw new DataRefused(
          regionOrFile
              + ": neither a region ("
              + String.join(", ", SHIPPED)
              + ", none) nor a file. Give a file with lines `2027-12-25,Christmas Day`.");
    }
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, TextEncoding.of(bytes));
    return parse(text.startsWith("\uFEFF") ? text.substring(1) : text, regionOrFile);
  }

  private static Holidays parse(String text, String source) throws IOException {
    TreeMap<LocalDate, String> names = new TreeMap<>();
    BufferedReader reader = new BufferedReader(new StringReader(text));
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#") || line.startsWith("date,")) {
        continue;
      }
      String[] parts = line.split(",", 2);
      try {
        names.put(LocalDate.parse(parts[0].strip()), parts.length < 2 ? "" : parts[1].strip());
      } catch (DateTimeException e) {
        throw new DataRefused(
            source + ", line " + number + ": a holiday begins with its date as 2027-12-25", e);
      }
    }
    return new Holidays(names);
  }

  public boolean isHoliday(LocalDate day) {
    return names.containsKey(day);
  }

  public Optional<String> name(LocalDate day) {
    return Optional.ofNullable(names.get(day));
  }

  public Map<LocalDate, String> all() {
    return Collections.unmodifiableMap(names);
  }
}
