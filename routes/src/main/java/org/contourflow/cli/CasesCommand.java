package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.contourflow.cases.CaseState;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseLine;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.Page;
import org.contourflow.query.ReadModelJson;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcCaseQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code contourflow cases}: what became of every case. */
@Command(
    name = "cases",
    mixinStandardHelpOptions = true,
    description = {
      "Lists cases with their state, findings and deliveries, newest first.",
      "All conditions that are given hold together."
    })
public final class CasesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      description = "In any of these: ${COMPLETION-CANDIDATES}.")
  private Set<CaseState> states = EnumSet.noneOf(CaseState.class);

  @Option(names = "--protocol", paramLabel = "NAME", description = "Contoured by this protocol.")
  private String protocol;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Contoured by this model: its id, or \"id version\".")
  private String model;

  @Option(names = "--finding", paramLabel = "CODE", description = "With this finding, e.g. QA-04.")
  private String finding;

  @Option(names = "--target", paramLabel = "NAME", description = "That go to this target.")
  private String target;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = {
        "A case's number or the beginning of its id, or a text in the protocol,",
        "the reason, a model or a target; or a finding's code."
      })
  private String text;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Made since: 12h, 7d, 2026-11-28 or 2026-11-28T07:00.")
  private String since;

  @Option(names = "--before", paramLabel = "TIME", description = "Made before; as --since.")
  private String before;

  @Option(
      names = "--sort",
      defaultValue = "newest",
      paramLabel = "ORDER",
      description = "newest, oldest, changed, state or protocol. Default ${DEFAULT-VALUE}.")
  private String sort;

  @Option(
      names = "--limit",
      defaultValue = "50",
      description = "Lines at most; 0: all. Default ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws IOException {
    StoreOptions.notNegative(limit);
    CaseFilter filter =
        new CaseFilter(
            states,
            CaseFilter.Protocols.only(Optional.ofNullable(protocol)),
            Optional.ofNullable(model),
            Optional.ofNullable(finding),
            Optional.ofNullable(target),
            Optional.ofNullable(text),
            new CaseFilter.Period(
                StoreOptions.moment("--since", since), StoreOptions.moment("--before", before)));
    CaseOrder order = order();
    PrintWriter out = spec.commandLine().getOut();
    if (store.format() == StoreOptions.Format.csv) {
      out.println(CaseLine.CSV_HEAD);
    }
    try (Database database = store.open()) {
      long shown = show(new JdbcCaseQueries(database), filter, order, out);
      if (store.format() == StoreOptions.Format.text) {
        out.println(
            shown == 0
                ? "no such case"
                : shown
                    + (shown == 1 ? " case" : " cases")
                    + (shown == limit ? "; --limit 0 shows all" : ""));
      }
    }
    return 0;
  }

  private CaseOrder order() {
    try {
      return CaseOrder.valueOf(sort.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          List.of("--sort " + sort + ": say newest, oldest, changed, state or protocol"));
    }
  }

  private long show(CaseQueries queries, CaseFilter filter, CaseOrder order, PrintWriter out) {
    long left = limit == 0 ? Long.MAX_VALUE : limit;
    long shown = 0;
    Optional<String> next = Optional.empty();
    do {
      Page<CaseLine> page =
          queries.cases(filter, order, next, (int) Math.min(Page.LARGEST, left - shown));
      page.items().forEach(line -> out.println(written(line)));
      shown += page.items().size();
      next = page.next();
    } while (next.isPresent() && shown < left);
    return shown;
  }

  private String written(CaseLine line) {
    return switch (store.format()) {
      case json -> ReadModelJson.of(ReadModelJson.of(line));
      case csv -> line.csv();
      case text -> text(line);
    };
  }

  private static String text(CaseLine line) {
    var record = line.record();
    String found =
        line.findings().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getValue() + " " + e.getKey().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return String.format(
        "%-12s %-11s %-14s %6s ago  %s%s%s",
        record.caseId(),
        record.state(),
        record.protocol(),
        age(Duration.between(record.createdAt(), Instant.now())),
        found.isEmpty() ? "no finding" : found,
        line.deliveries().isEmpty() ? "" : "; " + line.deliveriesInWords(),
        record.detail().isEmpty() ? "" : "; " + record.detail());
  }

  /** 45 s, 12 min, 7 h or 9 d. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 90) {
      return seconds + " s";
    }
    if (seconds < 90 * 60) {
      return seconds / 60 + " min";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }
}
