package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseLine;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.LogFilter;
import org.contourflow.query.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What questions cost in a large store: 100,000 cases and 5 million events with {@code
 * -Dcontourflow.benchmark.cases=100000}, a tenth of that without. The figures are printed; held
 * here is only that no question reads the whole log.
 */
@Tag("long")
class QueryBenchmarkTest {
  private static final int CASES = Integer.getInteger("contourflow.benchmark.cases", 10_000);
  private static final int EVENTS_A_CASE = 50;
  private static final long MOST_MILLIS = 3000;

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  private void fill(Database database) {
    database
        .jdbi()
        .useHandle(
            h -> {
              h.execute(
                  "insert into case_record (case_id, series_instance_uid, content_hash, state,"
                      + " detail, attempts, created_at, updated_at, protocol) select 'case-' ||"
                      + " lpad(cast(x as varchar), 6, '0'), '1.2.' || x, lpad(cast(x as varchar),"
                      + " 64, '0'), case when mod(x, 50) = 0 then 'FAILED' else 'DELIVERED' end, case"
                      + " when mod(x, 50) = 0 then 'no memory ' || x else '' end, 0, dateadd(minute,"
                      + " x, timestamp with time zone '2020-01-01 00:00:00+00'), dateadd(minute, x,"
                      + " timestamp with time zone '2020-01-01 00:00:00+00'), case when mod(x, 7) = 0"
                      + " then 'pelvis' else 'head_neck' end from system_range(1, "
                      + CASES
                      + ")");
              h.execute(
                  "insert into event (sequence, at, case_id, type, text, previous_hash, hash) select"
                      + " x, dateadd(second, x, timestamp with time zone '2020-01-01 00:00:00+00'),"
                      + " 'case-' || lpad(cast(1 + (x - 1) / "
                      + EVENTS_A_CASE
                      + " as varchar), 6, '0'), case when mod(x, 5000) = 0 then 'STEP_FAILED' else"
                      + " 'CONTOURING_PROGRESS' end, 'head-neck 0.4.0: tiles ' || x, repeat('0', 64),"
                      + " repeat('0', 64) from system_range(1, "
                      + (long) CASES * EVENTS_A_CASE
                      + ")");
              h.execute(
                  "insert into case_finding (sequence, case_id, severity, code, structure, text)"
                      + " select x, 'case-' || lpad(cast(x as varchar), 6, '0'), 'WARNING', case when"
                      + " mod(x, 200) = 0 then 'QA-04' else 'QA-02' end, 'Brain', 'text' from"
                      + " system_range(1, "
                      + CASES
                      + ")");
              h.execute("analyze");
            });
  }

  private <T> T timed(String question, Supplier<T> ask) {
    ask.get();
    long best = Long.MAX_VALUE;
    T answer = null;
    for (int i = 0; i < 5; i++) {
      long begun = System.nanoTime();
      answer = ask.get();
      best = Math.min(best, System.nanoTime() - begun);
    }
    told.add(String.format("%8.1f ms  %s", best / 1e6, question));
    assertThat(best / 1_000_000).as(question).isLessThan(MOST_MILLIS);
    return answer;
  }

  private static CaseFilter filter(
      Set<CaseState> states, String protocol, String finding, String text) {
    return new CaseFilter(
        states,
        CaseFilter.Protocols.only(Optional.ofNullable(protocol)),
        Optional.empty(),
        Optional.ofNullable(finding),
        Optional.empty(),
        Optional.ofNullable(text),
        CaseFilter.Period.ALWAYS);
  }

  @Test
  void questions_to_a_large_store_are_cheap() throws Exception {
    try (Database database = Database.embedded(folder)) {
      fill(database);
      JdbcCaseQueries cases = new JdbcCaseQueries(database);
      JdbcLogQueries log = new JdbcLogQueries(database);
      CaseFilter all = CaseFilter.all();
      timed("first 50 cases", () -> page(cases, all, CaseOrder.NEWEST, Optional.empty()));
      Optional<String> far = farPlace(cases);
      timed("50 cases from the middle on", () -> page(cases, all, CaseOrder.NEWEST, far));
      timed(
          "50 failed cases",
          () ->
              page(
                  cases,
                  filter(Set.of(CaseState.FAILED), null, null, null),
                  CaseOrder.NEWEST,
                  Optional.empty()));
      timed(
          "50 cases of a protocol, changed last first",
          () ->
              page(
                  cases,
                  filter(Set.of(), "pelvis", null, null),
                  CaseOrder.CHANGED,
                  Optional.empty()));
      timed(
          "50 cases with a rare finding",
          () ->
              page(
                  cases,
                  filter(Set.of(), null, "QA-04", null),
                  CaseOrder.NEWEST,
                  Optional.empty()));
      timed(
          "a text that stands in no case",
          () ->
              page(
                  cases,
                  filter(Set.of(), null, null, "no such text"),
                  CaseOrder.NEWEST,
                  Optional.empty()));
      timed("one case with everything", () -> cases.find(String.format("case-%06d", CASES / 2)));
      timed("cases by state", cases::states);
      long last = timed("the last line's number", log::last);
      timed("last 50 lines", () -> log.before(LogFilter.all(), last + 1, 50));
      LogFilter failed =
          new LogFilter(
              Optional.empty(),
              Set.of(EventType.STEP_FAILED, EventType.DELIVERY_GIVEN_UP),
              Optional.empty(),
              Optional.empty());
      timed("last 50 lines of two rare kinds", () -> log.before(failed, last + 1, 50));
      Instant since = Instant.parse("2020-01-01T00:00:00Z").plusSeconds(last - 1000);
      LogFilter recent =
          new LogFilter(Optional.empty(), Set.of(), Optional.of(since), Optional.empty());
      assertThat(timed("50 lines since a time", () -> log.after(recent, 0, 50))).hasSize(50);
      System.out.println(
          CASES + " cases, " + last + " events, H2, best of five:\n" + String.join("\n", told));
    }
  }

  private static Page<CaseLine> page(
      JdbcCaseQueries cases, CaseFilter filter, CaseOrder order, Optional<String> after) {
    return cases.cases(filter, order, after, 50);
  }

  private static Optional<String> farPlace(JdbcCaseQueries cases) {
    Optional<String> place = Optional.empty();
    for (int i = 0; i < CASES / 2 / Page.LARGEST; i++) {
      place = cases.cases(CaseFilter.all(), CaseOrder.NEWEST, place, Page.LARGEST).next();
    }
    return place;
  }
}
