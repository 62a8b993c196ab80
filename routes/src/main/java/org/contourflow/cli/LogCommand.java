package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.query.Csv;
import org.contourflow.query.LogFilter;
import org.contourflow.query.LogQueries;
import org.contourflow.query.ReadModelJson;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcLogQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow log}: the run log. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Prints the run log, oldest line first: the last --limit lines that match.")
public final class LogCommand implements Callable<Integer> {
  static final String CSV_HEAD =
      Csv.line("sequence", "at", "case", "number", "type", "severity", "text");
  private static final int MOST = 1000;
  private static final long FOLLOW_MILLIS = 1000;

  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--case", paramLabel = "CASE", description = "Lines of this case.")
  private String caseId;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Not before: 12h, 7d, 2026-11-28 or 2026-11-28T07:00.")
  private String since;

  @Option(
      names = "--type",
      split = ",",
      paramLabel = "TYPE",
      description = "Of any of these kinds, such as STEP_FAILED.")
  private Set<EventType> types = EnumSet.noneOf(EventType.class);

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "At least this grave: INFO, WARNING or ERROR.")
  private EventType.Severity severity;

  @Option(names = "--text", paramLabel = "TEXT", description = "With this text in the line.")
  private String text;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "Lines at most; 0: all. Default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--follow", description = "Then print each new line, until it is stopped.")
  private boolean follow;

  /** {@code log verify}: the same as {@code audit verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Says whether the chain of the run log holds, and where it breaks first.")
  int verify(@Mixin ConfigOption config) throws IOException {
    return AuditCommand.verify(config.settings(), spec.commandLine().getOut());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    StoreOptions.notNegative(limit);
    LogFilter filter =
        new LogFilter(
            Optional.ofNullable(caseId),
            wanted(),
            StoreOptions.moment("--since", since),
            Optional.ofNullable(text));
    PrintWriter out = spec.commandLine().getOut();
    if (store.format() == StoreOptions.Format.csv) {
      out.println(CSV_HEAD);
    }
    try (Database database = store.open()) {
      LogQueries log = new JdbcLogQueries(database);
      isThere(database);
      long seen = begin(log, filter, out);
      // Whoever read the lines may have gone: `log --follow | head`.
      while (follow && !out.checkError()) {
        Thread.sleep(FOLLOW_MILLIS);
        seen = rest(log, filter, seen, out);
      }
    }
    return 0;
  }

  /** Refuses a case that there is not: no line of it would look as if nothing had happened. */
  private void isThere(Database database) {
    if (caseId != null && !follow) {
      CaseArguments.require(database, caseId);
    }
  }

  private Set<EventType> wanted() {
    Set<EventType> wanted =
        Stream.of(EventType.values())
            .filter(t -> types.isEmpty() || types.contains(t))
            .filter(t -> severity == null || t.severity().compareTo(severity) >= 0)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(EventType.class)));
    if (wanted.isEmpty()) {
      throw Failure.usage(List.of("no kind of --type is as grave as --severity " + severity));
    }
    return wanted.size() == EventType.values().length ? Set.of() : wanted;
  }

  private long begin(LogQueries log, LogFilter filter, PrintWriter out) {
    if (limit == 0) {
      return rest(log, filter, 0, out);
    }
    long last = log.last();
    List<Event> newest = log.before(filter, last + 1, limit);
    if (newest.isEmpty() && !follow && store.format() == StoreOptions.Format.text) {
      out.println("no such line");
    }
    for (int i = newest.size() - 1; i >= 0; i--) {
      out.println(written(newest.get(i)));
    }
    out.flush();
    return last;
  }

  private long rest(LogQueries log, LogFilter filter, long from, PrintWriter out) {
    // Lines that do not match are not looked at again, second after second.
    long last = log.last();
    long seen = from;
    List<Event> some;
    do {
      some = log.after(filter, seen, MOST);
      some.forEach(e -> out.println(written(e)));
      seen = some.isEmpty() ? seen : some.get(some.size() - 1).sequence();
    } while (some.size() == MOST);
    out.flush();
    return Math.max(seen, last);
  }

  private String written(Event event) {
    return switch (store.format()) {
      case json -> ReadModelJson.of(ReadModelJson.of(event));
      case csv -> csv(event);
      case text -> text(event);
    };
  }

  static String csv(Event event) {
    return Csv.line(
        event.sequence(),
        event.at(),
        event.caseId(),
        event.type().number(),
        event.type(),
        event.type().severity(),
        event.text());
  }

  static String text(Event event) {
    return String.format(
        "%s %-12s %-8s %-22s %s",
        event.at(), event.caseId(), event.type().severity(), event.type(), event.text());
  }
}
