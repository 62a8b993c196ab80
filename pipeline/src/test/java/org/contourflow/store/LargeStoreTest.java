package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseState;
import org.contourflow.config.StoreSettings;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.LogFilter;
import org.contourflow.testdata.PostgresPeer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the service asks its store again and again, and what the console asks first, in a store of
 * 25,000 cases with four events each, or as many as {@code -Dcontourflow.large.cases} says
 * (docs/benchmarks/large-store.md): each under 5 ms, however many finished cases there are.
 */
@Tag("long")
class LargeStoreTest {
  private static final int CASES = Integer.getInteger("contourflow.large.cases", 25_000);
  private static final int EVENTS_A_CASE = Integer.getInteger("contourflow.large.events", 4);
  private static final double MOST_MILLIS = 5;
  private static final int TRIES = 30;

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  @Test
  void each_question_takes_less_than_5_ms_on_h2() throws Exception {
    try (Database database = Database.embedded(folder)) {
      ask(database, "H2", "system_range(1, %d)", "x");
    }
  }

  @Test
  @Tag("peer")
  void each_question_takes_less_than_5_ms_on_postgresql() throws Exception {
    StoreSettings settings =
        new StoreSettings(PostgresPeer.shared().newDatabase(), Optional.empty(), Optional.empty());
    try (Database database = Database.open(settings, folder)) {
      ask(database, "PostgreSQL", "generate_series(1, %d) as s(x)", "x");
    }
  }

  /** Of the last cases some are in each state on the way, as in a service at work. */
  private static void fill(Handle h, String numbers, String x) {
    String start = "timestamp with time zone '2020-01-01 00:00:00+00'";
    String id = "'case-' || lpad(cast(" + x + " as varchar), 6, '0')";
    String of = String.format(Locale.ROOT, numbers, CASES);
    h.execute(
        "insert into case_record (case_id, series_instance_uid, content_hash, state, detail,"
            + " attempts, created_at, updated_at, protocol, report) select "
            + id
            + ", '1.2.' || x, lpad(cast(x as varchar), 64, '0'), case when x > "
            + (CASES - 20)
            + " then 'ACCEPTED' when x > "
            + (CASES - 40)
            + " then 'STRUCTURED' when mod(x, 50) = 0 then 'FAILED' else 'DELIVERED' end, '', 0, "
            + start
            + " + x * interval '1' minute, "
            + start
            + " + x * interval '1' minute, case when mod(x, 7) = 0 then 'pelvis' else 'head_neck'"
            + " end, case when x > "
            + (CASES - 30)
            + " then 'DUE' else 'DONE' end from "
            + of);
    for (String target : List.of("export", "tps")) {
      h.execute(
          "insert into delivery (case_id, target, state, detail, attempts, next_attempt_at) select "
              + id
              + ", '"
              + target
              + "', case when x > "
              + (CASES - 40)
              + " then 'PENDING' else 'DONE' end, 'it has it', 1, "
              + start
              + " from "
              + of);
    }
    h.execute(
        "insert into series (series_instance_uid, state, reason, last_arrival) select '1.2.' || x,"
            + " case when x > "
            + (CASES - 5)
            + " then 'OPEN' else 'CASED' end, '', "
            + start
            + " from "
            + of);
    h.execute(
        "insert into event (sequence, at, case_id, type, text, previous_hash, hash) select x, "
            + start
            + " + x * interval '1' second, 'case-' || lpad(cast(1 + (x - 1) / "
            + EVENTS_A_CASE
            + " as varchar), 6, '0'), case when mod(x, 5000) = 0 then 'STEP_FAILED' else"
            + " 'CONTOURED' end, 'text ' || x, repeat('0', 64), repeat('0', 64) from "
            + String.format(Locale.ROOT, numbers, CASES * EVENTS_A_CASE));
    h.execute("analyze");
  }

  private interface Question {
    Object ask() throws Exception;
  }

  private void timed(String what, Question question) throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long begun = System.nanoTime();
      question.ask();
      best = Math.min(best, System.nanoTime() - begun);
    }
    told.add(String.format(Locale.ROOT, "  %7.2f ms  %s", best / 1e6, what));
  }

  private void ask(Database database, String name, String numbers, String x) throws Exception {
    database.jdbi().useHandle(h -> fill(h, numbers, x));
    Leases leases = new Leases("test", Duration.ofMinutes(1), Clock.systemUTC());
    queue(new JdbcCaseQueue(database, leases));
    JdbcDeliveryStore deliveries = new JdbcDeliveryStore(database, leases);
    timed("the next hand-over to a target", () -> deliveries.takeNext("tps", Set.of("pelvis")));
    timed("the hand-overs of a case", () -> deliveries.of("case-000100"));
    timed("cases settled", deliveries::casesSettled);
    JdbcArrivalStore arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
    timed("series that are open", () -> arrivals.seriesIn(SeriesState.OPEN));
    JdbcCaseStore cases = new JdbcCaseStore(database, Clock.systemUTC());
    timed("unfinished cases", cases::unfinished);
    timed("requests that wait", new JdbcRequestStore(database, Clock.systemUTC())::waiting);
    JdbcRunLog log = new JdbcRunLog(database, Clock.systemUTC());
    timed("an event", () -> log.append("case-000001", EventType.CONTOURED, "text"));
    JdbcFigures figures = new JdbcFigures(database, Clock.systemUTC());
    timed("what health looks at every 5 s", figures::read);
    renewal(database);
    console(database);
    System.out.println(
        "LARGE STORE "
            + name
            + ", "
            + CASES
            + " cases, "
            + CASES * EVENTS_A_CASE
            + " events, best of "
            + TRIES
            + ":\n"
            + String.join("\n", told));
    assertThat(told)
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.strip().split(" ")[0]))
                    .as(line)
                    .isLessThan(MOST_MILLIS));
  }

  private void queue(JdbcCaseQueue queue) throws Exception {
    timed(
        "the next case to contour", () -> queue.takeNext(CaseState.ACCEPTED, CaseQueue.Choice.ALL));
    timed("the next to write", () -> queue.takeNext(CaseState.CONTOURED, CaseQueue.Choice.ALL));
    timed("the next report", queue::takeNextReport);
    timed("reports that are due", queue::reportsDue);
    timed("cases to stop", queue::toStop);
  }

  /** A service has one case in each of its loops' hands. */
  private void renewal(Database database) throws Exception {
    Leases few = new Leases("another", Duration.ofMinutes(1), Clock.systemUTC());
    JdbcCaseQueue queue = new JdbcCaseQueue(database, few);
    queue.take("case-000050", CaseState.FAILED);
    timed(
        "leases renewed",
        () -> {
          queue.renew();
          return true;
        });
  }

  private void console(Database database) throws Exception {
    JdbcCaseQueries cases = new JdbcCaseQueries(database);
    CaseFilter all = CaseFilter.all();
    timed(
        "console: the first 50 cases",
        () -> cases.cases(all, CaseOrder.NEWEST, Optional.empty(), 50));
    timed("console: a case with everything", () -> cases.find("case-000100"));
    JdbcLogQueries log = new JdbcLogQueries(database);
    timed("console: the last 50 lines", () -> log.before(LogFilter.all(), Long.MAX_VALUE, 50));
  }
}
