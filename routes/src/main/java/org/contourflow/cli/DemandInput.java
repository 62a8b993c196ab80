package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.config.StoreSettings;
import org.contourflow.demand.data.Columns;
import org.contourflow.demand.data.CountsReader;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.service.ServiceDemand;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcServiceEvents;
import picocli.CommandLine.Option;

/** Where a demand command's history comes from, and how its times are read. */
final class DemandInput {
  @Option(
      names = "--counts",
      paramLabel = "FILE",
      description = "CSV with a row an hour (or finer): when it began, and the count. May be .gz.")
  private Path counts;

  @Option(names = "--events", paramLabel = "FILE", description = "CSV with a row an arrival.")
  private Path events;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The service's own store; its daemon may run at the time.")
  private Path home;

  @Option(names = "--protocol", description = "With --home: cases of this protocol only.")
  private String protocol;

  @Option(
      names = "--scanner",
      paramLabel = "NAME",
      description = "With --home: cases of this scanner only, named as `demand fit` names it.")
  private String scanner;

  @Option(
      names = "--map",
      paramLabel = "ROLE=COLUMN",
      description =
          "Which column is what: time (or date and hour) and count; arrival; snapshot-date,"
              + " snapshot-time and admitted; booked and show. No other column is read.")
  private Map<String, String> map = new LinkedHashMap<>();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Of the file's wall clock, such as Europe/London. Default: this machine's.")
  private String zone;

  @Option(
      names = "--holidays",
      defaultValue = "none",
      paramLabel = "REGION|FILE",
      description = "england, us, none, or a file of lines 2027-12-25,Christmas Day.")
  private String holidays;

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description = "The present, such as 2026-11-28T07:00; what lies after it is left out.")
  private String now;

  /** A history, what was odd in it, and where it is known the queue and the work of the service. */
  record History(HourlySeries series, List<String> notes, Optional<ServiceDemand> service) {}

  History read() throws IOException {
    int given = (counts == null ? 0 : 1) + (events == null ? 0 : 1) + (home == null ? 0 : 1);
    if (given != 1) {
      throw Failure.usage(List.of("Give one of --counts FILE, --events FILE and --home DIR."));
    }
    if (home != null) {
      return readHome();
    }
    CountsReader reader = new CountsReader(zone(), Clock.fixed(now(), zone()));
    CountsReader.Reading read =
        counts != null ? reader.counts(counts, columns()) : reader.events(events, columns());
    return new History(read.series(), read.notes(), Optional.empty());
  }

  private History readHome() throws IOException {
    if (!Files.isDirectory(home.resolve("db"))) {
      throw Failure.refused(home + ": no store (db) in this folder; give the home of a daemon.");
    }
    try (Database database = Database.forCommand(StoreSettings.embedded(), home.resolve("db"))) {
      ServiceDemand service =
          ServiceDemand.of(new JdbcServiceEvents(database), now())
              .only(c -> protocol == null || c.protocol().equals(protocol))
              .only(c -> scanner == null || c.scanner().equals(scanner));
      List<String> notes = new ArrayList<>();
      service
          .by(c -> c.protocol())
          .forEach((name, n) -> notes.add(n + " cases of protocol " + name));
      service
          .by(c -> c.scanner())
          .forEach(
              (name, n) ->
                  notes.add(n + " cases of " + (name.isEmpty() ? "an unknown scanner" : name)));
      return new History(service.arrivals(zone(), now()), notes, Optional.of(service));
    }
  }

  Columns columns() {
    return new Columns(map);
  }

  /** The column mapped to a role that has no usual title. */
  String column(String role) {
    if (!map.containsKey(role)) {
      throw Failure.usage(
          List.of("Which column is the " + role + "? Say --map " + role + "=COLUMN."));
    }
    return map.get(role);
  }

  Optional<Path> events() {
    return Optional.ofNullable(events);
  }

  Holidays holidays() throws IOException {
    return Holidays.named(holidays);
  }

  ZoneId zone() {
    try {
      return zone == null ? ZoneId.systemDefault() : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw Failure.usage(List.of("--zone " + zone + " is not known; write it as Europe/London."));
    }
  }

  Instant now() {
    return now == null ? Instant.now() : time("--now", now);
  }

  /** A time of the zone's wall clock, or with an offset; a date alone is its midnight. */
  Instant time(String option, String text) {
    try {
      if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(text).atStartOfDay(zone()).toInstant();
      }
      return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).atZone(zone()).toInstant();
    } catch (DateTimeException e) {
      throw Failure.usage(List.of(option + " " + text + ": write it as 2026-11-28T07:00."));
    }
  }
}
