package org.contourflow.demand.acute;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.demand.data.CsvColumns;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Identifiers;

/**
 * Who was present at certain times of the day: a row a patient and snapshot, with what was known of
 * the patient then and, for the past, whether an admission came of it.
 */
public final class Snapshots {
  private static final Set<String> YES = Set.of("true", "t", "yes", "y", "1", "1.0");
  private static final Set<String> NO = Set.of("false", "f", "no", "n", "0", "0.0");
  private static final Pattern TIME = Pattern.compile("\\D*(\\d{1,2})\\D+(\\d{1,2})\\D*.*");

  /**
   * @param admitted empty while it is not known
   * @param features a value a feature; blank is a value of its own
   */
  public record Present(
      LocalDate date, LocalTime time, Optional<Boolean> admitted, List<String> features) {}

  /**
   * The file's columns.
   *
   * @param date of the snapshot, as 2026-11-28
   * @param time of day of the snapshot, as 09:30 or (9, 30)
   * @param admitted the outcome
   * @param features what may tell of it
   */
  public record Mapping(String date, String time, String admitted, List<String> features) {}

  private Snapshots() {}

  /** Refuses features that look like identifiers, before a value is used. */
  public static List<Present> read(Path file, Mapping mapping) throws IOException {
    List<String> columns =
        new ArrayList<>(List.of(mapping.date(), mapping.time(), mapping.admitted()));
    columns.addAll(mapping.features());
    for (String column : columns) {
      Identifiers.checkTitle(column);
    }
    List<CsvColumns.Line> lines = new CsvColumns(file).read(columns);
    for (int k = 3; k < columns.size(); k++) {
      int at = k;
      Identifiers.checkValues(columns.get(k), lines.stream().map(l -> l.at(at)).toList());
    }
    List<Present> all = new ArrayList<>(lines.size());
    for (CsvColumns.Line line : lines) {
      all.add(present(line, file));
    }
    return all;
  }

  private static Present present(CsvColumns.Line line, Path file) throws DataRefused {
    Matcher time = TIME.matcher(line.at(1));
    try {
      if (!time.matches()) {
        throw new DataRefused(file + ", line " + line.number() + ": no time of day such as 09:30");
      }
      return new Present(
          LocalDate.parse(line.at(0).substring(0, Math.min(10, line.at(0).length()))),
          LocalTime.of(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2))),
          outcome(line, file),
          List.copyOf(line.fields().subList(3, line.fields().size())));
    } catch (DateTimeParseException e) {
      throw new DataRefused(
          file + ", line " + line.number() + ": the snapshot's date must be written 2026-11-28", e);
    }
  }

  private static Optional<Boolean> outcome(CsvColumns.Line line, Path file) throws DataRefused {
    String text = line.at(2).toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!YES.contains(text) && !NO.contains(text)) {
      throw new DataRefused(
          file + ", line " + line.number() + ": admitted must be true, false or empty");
    }
    return Optional.of(YES.contains(text));
  }
}
