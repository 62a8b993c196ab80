package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.config.StoreSettings;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.LogFilter;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each question of the console costs in a store of 100,000 cases and 5 million events, or as
 * many as {@code -Dcontourflow.benchmark.cases} says (docs/benchmarks/queries.md). Filling takes
 * longest: {@code contourflow.benchmark.store} names a folder and {@code .postgres} a database that
 * are filled once and stay.
 */
@Tag("proof")
class QueryBenchmarkTest {
  private static final int CASES = Integer.getInteger("contourflow.benchmark.cases", 100_000);
  private static final String STORE = System.getProperty("contourflow.benchmark.store");
  private static final String POSTGRES = System.getProperty("contourflow.benchmark.postgres");
  private static final double MOST_MILLIS = 50;

  /** Of what reads a row of each case or hand-over. */
  private static final double MOST_OF_ALL_ROWS = 300;

  private static final int WARM = 3;
  private static final int TRIES = 40;

  /** Enough of what takes long. */
  private static final long ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

  /** Medians and nine of ten of each question, of H2 and then of PostgreSQL. */
  private static final Map<String, List<String>> TOLD = new LinkedHashMap<>();

  @TempDir Path folder;

  private final List<String> slow = new ArrayList<>();
  private int asked;
  private JdbcCaseQueries cases;
  private JdbcLogQueries log;

  @AfterAll
  static void tell() {
    System.out.println(CASES + " cases, " + CASES * BusyClinic.EVENTS_A_CASE + " events:");
    TOLD.forEach(
        (question, ms) -> System.out.println("| " + question + String.join("", ms) + " |"));
  }

  @Test
  void what_is_found_by_index_is_answered_within_50_ms_by_h2() throws Exception {
    Path store = STORE == null ? folder : Path.of(STORE);
    try (Database database = Database.embedded(store)) {
      ask(database, false);
    }
  }

  @Test
  @Tag("peer")
  void what_is_found_by_index_is_answered_within_50_ms_by_postgresql() throws Exception {
    String url = POSTGRES == null ? PostgresPeer.shared().newDatabase() : POSTGRES;
    StoreSettings settings = new StoreSettings(url, Optional.empty(), Optional.empty());
    try (Database database = Database.open(settings, folder)) {
      ask(database, true);
    }
  }

  private void ask(Database database, boolean postgres) {
    cases = new JdbcCaseQueries(database);
    log = new JdbcLogQueries(database);
    if (log.last() == 0) {
      long begun = System.nanoTime();
      database.jdbi().useHandle(h -> new BusyClinic(h, postgres, CASES).fill());
      System.out.printf(Locale.ROOT, "filled in %.0f s%n", (System.nanoTime() - begun) / 1e9);
    }
    pages(database);
    filters();
    otherOrders();
    texts();
    log();
    figures(database);
    assertThat(slow).isEmpty();
  }

  private void pages(Database database) {
    JdbcCaseStore store = new JdbcCaseStore(database, Clock.systemUTC());
    timed(
        "a case by its key alone, to compare with",
        () -> store.find(BusyClinic.caseId(CASES / 2 + asked)));
    for (CaseOrder order : CaseOrder.values()) {
      page("first 50 cases, by " + order.word(), CaseFilter.all(), order, Optional.empty());
      Optional<String> middle = Optional.of(place(database, order));
      page("50 from the middle on, by " + order.word(), CaseFilter.all(), order, middle);
    }
    timed("one case with everything", () -> cases.find(BusyClinic.caseId(CASES / 2 + asked)));
  }

  private static String place(Database database, CaseOrder order) {
    CaseRecord record =
        new JdbcCaseStore(database, Clock.systemUTC())
            .find(BusyClinic.caseId(CASES / 2))
            .orElseThrow();
    return new CasePlace(order).cursor(record);
  }

  private void filters() {
    first("state failed (1 of 50)", filter(CaseState.FAILED));
    first("state refused (1 of 1000)", filter(CaseState.REFUSED));
    first("states accepted and contoured", filter(CaseState.ACCEPTED, CaseState.CONTOURED));
    first("protocol of most", protocol("head_neck"));
    first("protocol of 1 of 7", protocol("pelvis"));
    first("protocol of 1 of 1000", protocol("trial"));
    first("protocol that none has", protocol("none"));
    first("model", filter("head-neck", null, null));
    first("model in a version that is not used any more", filter("head-neck 0.4.0", null, null));
    first("model that none has", filter("none", null, null));
    first("finding of each", filter(null, BusyClinic.OFTEN, null));
    first("finding of 1 of 200", filter(null, BusyClinic.SELDOM, null));
    first("finding of 1 of 10,000", filter(null, BusyClinic.RARE, null));
    first("target", filter(null, null, "tps"));
    first("target that none has", filter(null, null, "none"));
    Instant day = at(CASES / 2);
    CaseFilter.Period period =
        new CaseFilter.Period(Optional.of(day), Optional.of(day.plus(Duration.ofDays(1))));
    first("made on one day", with(CaseFilter.all(), Optional.empty(), period));
    first(
        "failed, of a protocol, of the last 30 days",
        new CaseFilter(
            Set.of(CaseState.FAILED),
            CaseFilter.Protocols.only("pelvis"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new CaseFilter.Period(
                Optional.of(at(CASES).minus(Duration.ofDays(30))), Optional.empty())));
  }

  /** Orders for which no index has what is asked for, too. */
  private void otherOrders() {
    for (CaseOrder order : List.of(CaseOrder.CHANGED, CaseOrder.PROTOCOL)) {
      String by = ", by " + order.word();
      page("50 cases: model" + by, filter("head-neck", null, null), order, Optional.empty());
      page(
          "50 cases: finding of 1 of 200" + by,
          filter(null, BusyClinic.SELDOM, null),
          order,
          Optional.empty());
    }
  }

  private void texts() {
    first("text that often stands", text("no memory"));
    first("text: a case's number", text(BusyClinic.caseId(CASES / 3)));
    first("text: a model", text("head-neck 0.5"));
    first("text that stands in no case", text("no such text"));
  }

  private void log() {
    long last = timed("log: the last line's number", log::last);
    linesOf("log: last 50 lines", LogFilter.all(), last + 1);
    linesOf("log: 50 lines from the middle on", LogFilter.all(), last / 2);
    String id = BusyClinic.caseId(CASES / 2);
    linesOf("log: of a case", new LogFilter(Optional.of(id), Set.of(), none(), none()), last + 1);
    Set<EventType> warnings = EnumSet.noneOf(EventType.class);
    Stream.of(EventType.values())
        .filter(t -> t.severity().compareTo(EventType.Severity.WARNING) >= 0)
        .forEach(warnings::add);
    linesOf("log: warnings and errors", new LogFilter(none(), warnings, none(), none()), last + 1);
    Optional<Instant> since = Optional.of(at(CASES).minus(Duration.ofDays(1)));
    linesOf("log: since a day", new LogFilter(none(), Set.of(), since, none()), last + 1);
    // As many lines as the console looks at for a page.
    for (String text : List.of("of 50", "no such text")) {
      timed(
          "log: '" + text + "' in 10,000 lines",
          () -> log.between(line(text), last - 10_000, last + 1, lines()));
    }
  }

  private void figures(Database database) {
    StatisticsDays kept = new StatisticsDays(database);
    long begun = System.nanoTime();
    int days = kept.keep(at(CASES), Integer.MAX_VALUE);
    System.out.printf(
        Locale.ROOT, "%d days kept in %.1f s%n", days, (System.nanoTime() - begun) / 1e9);
    timed("cases by state", cases::states);
    timed(
        "figures of health and metrics",
        MOST_OF_ALL_ROWS,
        new JdbcFigures(database, Clock.systemUTC())::read);
    JdbcStatistics statistics = new JdbcStatistics(database);
    for (int back : new int[] {7, 30, 90, 365}) {
      Instant now = at(CASES);
      timed(
          "statistics of " + back + " days",
          MOST_OF_ALL_ROWS,
          () -> statistics.between(now.minus(Duration.ofDays(back)), now.plusSeconds(asked)));
    }
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static Instant at(int number) {
    return Instant.parse("2024-01-01T00:00:00Z").plus(Duration.ofMinutes(10L * number));
  }

  private static CaseFilter filter(CaseState... states) {
    return with(CaseFilter.all(), Optional.empty(), CaseFilter.Period.ALWAYS, states);
  }

  private static CaseFilter text(String text) {
    return with(CaseFilter.all(), Optional.of(text), CaseFilter.Period.ALWAYS);
  }

  private static CaseFilter with(
      CaseFilter of, Optional<String> text, CaseFilter.Period made, CaseState... states) {
    return new CaseFilter(
        Set.of(states), of.protocols(), of.model(), of.finding(), of.target(), text, made);
  }

  private static CaseFilter protocol(String name) {
    return new CaseFilter(
        Set.of(),
        CaseFilter.Protocols.only(name),
        none(),
        none(),
        none(),
        none(),
        CaseFilter.Period.ALWAYS);
  }

  private static CaseFilter filter(String model, String finding, String target) {
    return new CaseFilter(
        Set.of(),
        CaseFilter.Protocols.ALL,
        Optional.ofNullable(model),
        Optional.ofNullable(finding),
        Optional.ofNullable(target),
        none(),
        CaseFilter.Period.ALWAYS);
  }

  private static LogFilter line(String text) {
    return new LogFilter(none(), Set.of(), none(), Optional.of(text));
  }

  private void first(String what, CaseFilter filter) {
    page("50 cases: " + what, filter, CaseOrder.NEWEST, Optional.empty());
  }

  private void page(String what, CaseFilter filter, CaseOrder order, Optional<String> after) {
    double most = filter.text().isPresent() ? MOST_OF_ALL_ROWS : MOST_MILLIS;
    timed(what, most, () -> cases.cases(filter, order, after, lines()));
  }

  private void linesOf(String what, LogFilter filter, long before) {
    timed(what, () -> log.before(filter, before, lines()));
  }

  /** H2 keeps the answer to a question that is the same as before, so that none is. */
  private int lines() {
    return 49 + asked % 2;
  }

  private <T> T timed(String question, Supplier<T> ask) {
    return timed(question, MOST_MILLIS, ask);
  }

  private <T> T timed(String question, double most, Supplier<T> ask) {
    T answer = ask.get();
    long begun = System.nanoTime();
    double[] ms = new double[TRIES];
    int n = 0;
    for (int i = -WARM; i < TRIES && (n < 5 || System.nanoTime() - begun < ENOUGH_NANOS); i++) {
      asked++;
      long since = System.nanoTime();
      answer = ask.get();
      if (i >= 0) {
        ms[n++] = (System.nanoTime() - since) / 1e6;
      }
    }
    Arrays.sort(ms, 0, n);
    double median = ms[n / 2];
    TOLD.computeIfAbsent(question, q -> new ArrayList<>())
        .add(
            String.format(Locale.ROOT, " | %.1f | %.1f", median, ms[(int) (0.95 * (n - 1) + 0.5)]));
    System.out.printf(Locale.ROOT, "%-60s %8.1f ms%n", question, median);
    if (median > most) {
      slow.add(String.format(Locale.ROOT, "%s: %.1f ms", question, median));
    }
    return answer;
  }
}
