package org.contourflow.demand.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a hospital's file: counts an hour (or a part of an hour), or a row an arrival. Dirt is told
 * and never taken for a count: an hour without a row, with an empty field, with a negative count or
 * with two different counts is missing; rows after the present are left out; of the hour that the
 * clocks skip nothing is taken, and of the one that they repeat the first row is the earlier.
 */
public final class CountsReader {
  /** Hours so far from the others, and so few, are slips of the pen. */
  private static final long STRAY_GAP_HOURS = 366L * 24;

  private final ZoneId zone;
  private final Clock clock;
  private final Notes notes = new Notes();

  /** A series and what was said of its file. */
  public record Reading(HourlySeries series, List<String> notes) {}

  private record Row(int line, Instant time, int count) {}

  /**
   * @param zone of the file's wall clock, where its times have no offset
   */
  public CountsReader(ZoneId zone, Clock clock) {
    this.zone = zone;
    this.clock = clock;
  }

  /** A row an hour: when it began, and the count. */
  public Reading counts(Path file, Columns columns) throws IOException {
    List<String> header = new CsvColumns(file).header();
    boolean split = columns.has("date") && columns.has("hour");
    String time = columns.require(split ? "date" : "time", header, file);
    String count = columns.require("count", header, file);
    List<String> wanted = new ArrayList<>(List.of(time, count));
    if (split) {
      wanted.add(columns.require("hour", header, file));
    }
    List<CsvColumns.Line> lines = new CsvColumns(file).read(wanted);
    Identifiers.checkCounts(count, lines.stream().map(l -> l.at(1)).toList());
    Times times = Times.of(time, lines.stream().map(l -> l.at(0)).toList());
    List<Row> rows = new ArrayList<>();
    Set<Instant> seen = new HashSet<>();
    for (CsvColumns.Line line : lines) {
      row(line, times, seen).ifPresent(rows::add);
    }
    return new Reading(series(notFuture(rows, file), file), notes.lines());
  }

  private Optional<Row> row(CsvColumns.Line line, Times times, Set<Instant> seen) {
    Optional<Times.Read> read = times.read(line.at(0));
    if (read.isPresent() && line.fields().size() > 2) {
      int hour = hour(line.at(2));
      read = hour < 0 ? Optional.empty() : read.map(r -> atHour(r, hour));
    }
    if (read.isEmpty()) {
      notes.add("times that cannot be read, row left out", "line " + line.number());
      return Optional.empty();
    }
    Optional<Instant> time = instant(read.get(), line.number(), seen);
    return time.map(t -> new Row(line.number(), t, count(line)));
  }

  private static Times.Read atHour(Times.Read day, int hour) {
    return new Times.Read(day.local().toLocalDate().atTime(hour, 0), Optional.empty());
  }

  private static int hour(String text) {
    String digits = text.replaceAll("(\\.0+|:00(:00)?)$", "");
    return digits.matches("\\d{1,2}") && Integer.parseInt(digits) < 24
        ? Integer.parseInt(digits)
        : -1;
  }

  private int count(CsvColumns.Line line) {
    String text = line.at(1);
    double value;
    try {
      value =
          text.isEmpty() || text.equalsIgnoreCase("NA")
              ? Double.NaN
              : Double.parseDouble(plain(text));
    } catch (NumberFormatException e) {
      notes.add("counts that are no number, taken as missing", "line " + line.number());
      return HourlySeries.MISSING;
    }
    if (Double.isNaN(value)) {
      notes.add("counts left empty, taken as missing", "line " + line.number());
      return HourlySeries.MISSING;
    }
    if (value < 0 || value != Math.rint(value) || value > 1e6) {
      notes.add(
          value < 0
              ? "negative counts, taken as missing"
              : "counts that are not whole numbers, taken as missing",
          "line " + line.number());
      return HourlySeries.MISSING;
    }
    return (int) value;
  }

  /** 1,234 is how a spreadsheet writes 1234, and 12,0 how one of another country writes 12. */
  private static String plain(String text) {
    if (text.matches("\\d+,0{1,2}")) {
      return text.substring(0, text.indexOf(','));
    }
    return text.matches("\\d{1,3}(,\\d{3})+") ? text.replace(",", "") : text;
  }

  /** When a wall clock showed it; the second row of a repeated hour is the later one. */
  private Optional<Instant> instant(Times.Read read, int line, Set<Instant> seen) {
    if (read.instant().isPresent()) {
      return read.instant();
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(read.local());
    if (offsets.isEmpty()) {
      notes.add("times in an hour that the clocks skip, row left out", "line " + line);
      return Optional.empty();
    }
    Instant first = read.local().toInstant(offsets.get(0));
    boolean later = offsets.size() > 1 && !seen.add(first);
    return Optional.of(later ? read.local().toInstant(offsets.get(1)) : first);
  }

  /** A row an arrival; hours without one are zero, between the first and the last. */
  public Reading events(Path file, Columns columns) throws IOException {
    TreeMap<Instant, Integer> hours = new TreeMap<>();
    times(file, columns).forEach(t -> hours.merge(hourOf(t, zone), 1, Integer::sum));
    leaveOutStrays(hours);
    return new Reading(filled(hours, 0), notes.lines());
  }

  /** The arrivals of a file of events, not after the present. */
  public List<Instant> times(Path file, Columns columns) throws IOException {
    String column = columns.require("arrival", new CsvColumns(file).header(), file);
    List<CsvColumns.Line> lines = new CsvColumns(file).read(List.of(column));
    Times times = Times.of(column, lines.stream().map(l -> l.at(0)).toList());
    List<Row> rows = new ArrayList<>();
    for (CsvColumns.Line line : lines) {
      Optional<Times.Read> read = times.read(line.at(0));
      if (read.isEmpty()) {
        notes.add("times that cannot be read, row left out", "line " + line.number());
        continue;
      }
      instant(read.get(), line.number(), new HashSet<>())
          .ifPresent(t -> rows.add(new Row(line.number(), t, 1)));
    }
    return notFuture(rows, file).stream().map(Row::time).toList();
  }

  /** Counts of events by hour, from the first event's hour to the last's. */
  public static HourlySeries ofEvents(List<Instant> events, ZoneId zone) {
    TreeMap<Instant, Integer> hours = new TreeMap<>();
    events.forEach(e -> hours.merge(hourOf(e, zone), 1, Integer::sum));
    return filled(hours, zone, 0);
  }

  private HourlySeries filled(TreeMap<Instant, Integer> hours, int otherwise) {
    return filled(hours, zone, otherwise);
  }

  private static HourlySeries filled(TreeMap<Instant, Integer> hours, ZoneId zone, int otherwise) {
    Instant start = hours.firstKey();
    int[] counts = new int[(int) Duration.between(start, hours.lastKey()).toHours() + 1];
    Arrays.fill(counts, otherwise);
    hours.forEach((t, c) -> counts[(int) Duration.between(start, t).toHours()] = c);
    return new HourlySeries(zone, start, counts);
  }

  private static Instant hourOf(Instant time, ZoneId zone) {
    return time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
  }

  /** Without rows after the present, unless most are: then the file's dates were shifted. */
  private List<Row> notFuture(List<Row> rows, Path file) throws DataRefused {
    if (rows.isEmpty()) {
      throw new DataRefused(file + ": no row could be used. " + String.join("; ", notes.lines()));
    }
    Instant now = clock.instant();
    List<Row> past = rows.stream().filter(r -> !r.time().isAfter(now)).toList();
    if (past.size() * 2 < rows.size()) {
      notes.add(
          "most rows lie after the present, so the file's own end is taken for it",
          "line " + rows.get(rows.size() - 1).line());
      return rows;
    }
    rows.stream()
        .filter(r -> r.time().isAfter(now))
        .forEach(r -> notes.add("rows after the present, left out", "line " + r.line()));
    return past;
  }

  private HourlySeries series(List<Row> rows, Path file) throws DataRefused {
    TreeMap<Instant, Integer> slots = new TreeMap<>();
    for (Row row : rows) {
      Integer other = slots.put(row.time(), row.count());
      if (other != null && other == row.count()) {
        notes.add("rows that say the same twice, counted once", "line " + row.line());
      } else if (other != null) {
        slots.put(row.time(), HourlySeries.MISSING);
        notes.add("hours with two different counts, taken as missing", "line " + row.line());
      }
    }
    TreeMap<Instant, Integer> hours = byHour(slots, file);
    leaveOutStrays(hours);
    HourlySeries series = filled(hours, HourlySeries.MISSING);
    for (int i = 0; i < series.size(); i++) {
      if (!hours.containsKey(series.timeOf(i))) {
        notes.add("hours without a row, taken as missing", "" + series.timeOf(i).atZone(zone));
      }
    }
    return series;
  }

  /** Sums parts of an hour; an hour is known where all of its parts are. */
  private TreeMap<Instant, Integer> byHour(TreeMap<Instant, Integer> slots, Path file)
      throws DataRefused {
    long step = usualStep(slots);
    if (step > 3600 || 3600 % step != 0) {
      throw new DataRefused(
          file
              + ": its rows are "
              + step / 60
              + " minutes apart; a row an hour or finer is needed");
    }
    int parts = (int) (3600 / step);
    TreeMap<Instant, Integer> hours = new TreeMap<>();
    TreeMap<Instant, Integer> seen = new TreeMap<>();
    slots.forEach(
        (t, c) -> {
          Instant hour = hourOf(t, zone);
          hours.merge(hour, c, (a, b) -> a < 0 || b < 0 ? HourlySeries.MISSING : a + b);
          seen.merge(hour, 1, Integer::sum);
        });
    seen.forEach(
        (t, n) -> {
          if (n != parts && hours.get(t) != HourlySeries.MISSING) {
            hours.put(t, HourlySeries.MISSING);
            notes.add(
                "hours with a part missing or too many, taken as missing", "" + t.atZone(zone));
          }
        });
    return hours;
  }

  private static long usualStep(TreeMap<Instant, Integer> slots) {
    TreeMap<Long, Integer> steps = new TreeMap<>();
    Instant previous = null;
    for (Instant t : slots.keySet()) {
      if (previous != null) {
        steps.merge(Duration.between(previous, t).getSeconds(), 1, Integer::sum);
      }
      previous = t;
    }
    return steps.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(3600L);
  }

  private void leaveOutStrays(TreeMap<Instant, Integer> hours) {
    int few = Math.max(1, hours.size() / 100);
    List<Instant> times = new ArrayList<>(hours.keySet());
    for (int k = 1; k <= Math.min(few, times.size() - 1); k++) {
      if (Duration.between(times.get(k - 1), times.get(k)).toHours() > STRAY_GAP_HOURS) {
        times
            .subList(0, k)
            .forEach(
                t -> notes.add("hours years before the others, left out", "" + t.atZone(zone)));
        hours.headMap(times.get(k)).clear();
        return;
      }
    }
  }
}
