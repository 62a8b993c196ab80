package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contourflow.config.Settings;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.Facts;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcFactStore;
import org.contourflow.store.JdbcLogQueries;
import org.contourflow.workflow.CaseFolder;
import org.contourflow.workflow.StructuresOfCase;
import picocli.CommandLine.Option;

/** Which store a command reads, and how its answer is written. */
final class StoreOptions extends ConfigOption {
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "text|csv|json",
      description = "Default ${DEFAULT-VALUE}.")
  private Format format;

  /** How an answer is written. Lower case, as people type them. */
  enum Format {
    text,
    csv,
    json
  }

  Format format() {
    return format;
  }

  /** The store, with its facts as new as its log. */
  Database open() throws IOException {
    Settings settings = settings();
    Database database = Stores.openMade(settings);
    new Facts(
            new JdbcLogQueries(database),
            new JdbcFactStore(database),
            id -> structures(settings.home().resolve("cases").resolve(id)))
        .follow();
    return database;
  }

  /** Refuses a --limit below 0, which would be taken for all. */
  static void notNegative(int limit) {
    if (limit < 0) {
      throw Failure.usage(List.of("--limit " + limit + ": say how many lines at most, 0 for all"));
    }
  }

  private static List<CaseStructure> structures(Path folder) {
    try {
      return StructuresOfCase.in(new CaseFolder(folder));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * A moment: how long ago (30m, 12h, 7d), a date, a time of this machine's clock, or one with its
   * offset.
   */
  static Optional<Instant> moment(String option, String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long n = Long.parseLong(ago.group(1));
      Duration back =
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
          };
      return Optional.of(Instant.now().minus(back));
    }
    try {
      ZoneId zone = ZoneId.systemDefault();
      if (text.length() == 10) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
      }
      return Optional.of(
          text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeParseException e) {
      throw Failure.usage(
          List.of(
              option + " " + text + " is no time; write 12h, 7d, 2026-11-28 or 2026-11-28T07:00"));
    }
  }
}
