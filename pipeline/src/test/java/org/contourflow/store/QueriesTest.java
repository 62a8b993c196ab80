package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.model.ModelIdentity;
import org.contourflow.query.CaseFilter;
import org.contourflow.query.CaseLine;
import org.contourflow.query.CaseOrder;
import org.contourflow.query.CaseQueries;
import org.contourflow.query.CaseStructure;
import org.contourflow.query.Facts;
import org.contourflow.query.LogFilter;
import org.contourflow.query.Page;
import org.contourflow.query.PersonsVerdict;
import org.contourflow.query.Statistics;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueriesTest {
  private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");
  private static final ModelIdentity MODEL =
      new ModelIdentity("head-neck", "0.4.0", "a".repeat(64), "Head and neck", false);

  @TempDir Path folder;
  private Database database;
  private final SettableClock clock = new SettableClock(START);
  private int made;
  private JdbcCaseStore cases;
  private RunLog log;
  private CaseQueries queries;

  /** The database that is asked. */
  Database store() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void open() throws Exception {
    database = store();
    cases = new JdbcCaseStore(database, clock);
    log = new JdbcRunLog(database, clock);
    queries = new JdbcCaseQueries(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String newCase(String protocol) {
    clock.pass(Duration.ofMinutes(1));
    String hash = String.format("%064d", ++made);
    return cases.create("1.1", "1.2.3", hash, protocol).record().caseId();
  }

  private List<String> ids(CaseFilter filter) {
    return queries.cases(filter, CaseOrder.OLDEST, Optional.empty(), 100).items().stream()
        .map(line -> line.record().caseId())
        .toList();
  }

  private static CaseFilter filter(
      Set<CaseState> states, String protocol, String model, String finding, String target) {
    return new CaseFilter(
        states,
        CaseFilter.Protocols.only(Optional.ofNullable(protocol)),
        Optional.ofNullable(model),
        Optional.ofNullable(finding),
        Optional.ofNullable(target),
        Optional.empty(),
        CaseFilter.Period.ALWAYS);
  }

  private static CaseFilter text(String text) {
    return new CaseFilter(
        Set.of(),
        CaseFilter.Protocols.ALL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(text),
        CaseFilter.Period.ALWAYS);
  }

  private void follow() {
    new Facts(
            new JdbcLogQueries(database),
            new JdbcFactStore(database),
            id ->
                List.of(
                    new CaseStructure(
                        "Brain", "PRESENT", OptionalDouble.empty(), OptionalDouble.of(0.93), MODEL),
                    new CaseStructure(
                        "Larynx", "ABSENT", OptionalDouble.empty(), OptionalDouble.empty(), MODEL)))
        .follow();
  }

  @ParameterizedTest
  @EnumSource(CaseOrder.class)
  void pages_give_every_case_once_in_order_also_where_many_are_equal(CaseOrder order) {
    for (int i = 0; i < 23; i++) {
      String id = newCase(i % 3 == 0 ? "a" : "b");
      if (i % 4 == 0) {
        cases.move(id, CaseState.ACCEPTED, CaseState.FAILED, "no memory");
      }
      if (i % 2 == 0) {
        clock.pass(Duration.ofMinutes(-1));
      }
    }
    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Page<CaseLine> page = queries.cases(CaseFilter.all(), order, next, 5);
      page.items().forEach(line -> seen.add(line.record().caseId()));
      next = page.next();
    } while (next.isPresent());
    List<String> whole =
        queries.cases(CaseFilter.all(), order, Optional.empty(), 100).items().stream()
            .map(line -> line.record().caseId())
            .toList();
    assertThat(seen).isEqualTo(whole).hasSize(23).doesNotHaveDuplicates();
    assertThat(whole.stream().map(cases::find).map(Optional::orElseThrow).toList())
        .isSortedAccordingTo(
            switch (order) {
              case NEWEST -> java.util.Comparator.comparing(CaseRecord::createdAt).reversed();
              case OLDEST -> java.util.Comparator.comparing(CaseRecord::createdAt);
              case CHANGED -> java.util.Comparator.comparing(CaseRecord::updatedAt).reversed();
              case STATE -> java.util.Comparator.comparing(r -> r.state().name());
              case PROTOCOL -> java.util.Comparator.comparing(CaseRecord::protocol);
            });
  }

  @Test
  void a_place_of_another_order_or_of_nobody_is_told() {
    newCase("a");
    newCase("a");
    String place =
        queries.cases(CaseFilter.all(), CaseOrder.STATE, Optional.empty(), 1).next().orElseThrow();
    for (String wrong : new String[] {place, "%%%", "", "Zm9v"}) {
      assertThatThrownBy(
              () -> queries.cases(CaseFilter.all(), CaseOrder.NEWEST, Optional.of(wrong), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("place");
    }
  }

  @Test
  void cases_are_found_by_what_they_are_and_what_was_found_on_them() {
    String plain = newCase("pelvis");
    String odd = newCase("head_neck");
    cases.move(odd, CaseState.ACCEPTED, CaseState.CONTOURED, "");
    log.append(odd, EventType.CONTOURING_STARTED, "by head-neck 0.4.0");
    log.append(odd, EventType.CONTOURED, "1 structures in 2.0 s: Brain 1234.5 cc");
    log.append(odd, EventType.QA_FINDING, "ERROR QA-04 Brain: lies on the wrong side");
    log.append(odd, EventType.QA_FINDING, "slices are 100 % wide_open");
    new JdbcDeliveryStore(database, Clock.systemUTC()).plan(odd, List.of("tps"));
    follow();

    assertThat(ids(filter(Set.of(CaseState.CONTOURED), null, null, null, null)))
        .containsExactly(odd);
    assertThat(ids(filter(Set.of(), "pelvis", null, null, null))).containsExactly(plain);
    assertThat(ids(filter(Set.of(), null, "head-neck", null, null))).containsExactly(odd);
    assertThat(ids(filter(Set.of(), null, "head-neck 0.4.0", null, null))).containsExactly(odd);
    assertThat(ids(filter(Set.of(), null, "head-neck 0.4.1", null, null))).isEmpty();
    assertThat(ids(filter(Set.of(), null, null, "QA-04", null))).containsExactly(odd);
    assertThat(ids(filter(Set.of(), null, null, "QA-05", null))).isEmpty();
    assertThat(ids(filter(Set.of(), null, null, null, "tps"))).containsExactly(odd);
    assertThat(ids(text("HEAD_"))).containsExactly(odd);
    assertThat(ids(text("%"))).isEmpty();

    CaseLine line =
        queries
            .cases(filter(Set.of(), null, null, null, "tps"), CaseOrder.NEWEST, Optional.empty(), 1)
            .items()
            .get(0);
    assertThat(line.models()).containsExactly("head-neck 0.4.0");
    assertThat(line.findings()).isEqualTo(Map.of("ERROR", 1, "NOTE", 1));
    assertThat(line.deliveries()).isEqualTo(Map.of("tps", DeliveryState.PENDING));
  }

  @Test
  void states_are_counted_also_of_cases_that_came_or_moved_since() {
    assertThat(queries.states()).isEmpty();
    for (int i = 0; i < 230; i++) {
      String id = newCase("p");
      if (i % 3 == 0) {
        cases.move(id, CaseState.ACCEPTED, CaseState.DELIVERED, "");
      }
      if (i % 50 == 0) {
        assertThat(queries.states()).isEqualTo(counted());
      }
    }
    assertThat(queries.states()).isEqualTo(counted()).containsEntry(CaseState.DELIVERED, 77L);
    cases.move("case-000001", CaseState.DELIVERED, CaseState.SUPERSEDED, "by case-000230");
    cases.move("case-000002", CaseState.ACCEPTED, CaseState.DELIVERED, "");
    cases.move("case-000003", CaseState.ACCEPTED, CaseState.DELIVERED, "");
    assertThat(queries.states()).isEqualTo(counted()).containsEntry(CaseState.DELIVERED, 78L);
  }

  private Map<CaseState, Long> counted() {
    return cases.all().stream()
        .collect(Collectors.groupingBy(CaseRecord::state, Collectors.counting()));
  }

  @Test
  void a_case_is_given_with_all_that_is_known_of_it() {
    String id = newCase("p");
    log.append(id, EventType.CONTOURED, "1 structures in 2.0 s: Brain 1234.5 cc");
    log.append(id, EventType.QA_FINDING, "WARNING QA-02 Brain: it is 3 cc: too small");
    PersonsVerdict said =
        new PersonsVerdict(PersonsVerdict.Kind.REJECTED, "too low", "physicist", START);
    queries.add(id, said);
    follow();
    var view = queries.find(id).orElseThrow();
    assertThat(view.events()).extracting(Event::type).contains(EventType.CONTOURED);
    assertThat(view.findings().get(0).structure()).isEqualTo("Brain");
    assertThat(view.findings().get(0).text()).isEqualTo("it is 3 cc: too small");
    assertThat(view.structures().get(0).volumeCc()).hasValue(1234.5);
    assertThat(view.structures().get(1).volumeCc()).isEmpty();
    assertThat(view.structures().get(0).model()).isEqualTo(MODEL);
    assertThat(view.verdicts()).containsExactly(said);
    assertThat(queries.find("case-999999")).isEmpty();
  }

  @Test
  void facts_of_an_earlier_run_go_when_the_case_is_contoured_or_written_again() {
    String id = newCase("p");
    log.append(id, EventType.QA_FINDING, "a note of the first run");
    log.append(id, EventType.QA_FINDING, "WARNING QA-02 Brain: small");
    follow();
    log.append(id, EventType.STRUCTURE_SET_WRITTEN, "again");
    follow();
    assertThat(queries.find(id).orElseThrow().findings())
        .singleElement()
        .matches(f -> f.code().isEmpty());
    log.append(id, EventType.CONTOURING_STARTED, "again");
    follow();
    follow();
    assertThat(queries.find(id).orElseThrow().findings()).isEmpty();
  }

  @Test
  void the_log_is_read_by_case_kind_time_and_text_from_both_ends() {
    for (int i = 0; i < 12; i++) {
      clock.set(START.plus(Duration.ofDays(i)));
      log.append(
          i % 2 == 0 ? "case-000001" : RunLog.SYSTEM,
          i % 3 == 0 ? EventType.STEP_FAILED : EventType.CONTOURED,
          "line " + i);
    }
    JdbcLogQueries read = new JdbcLogQueries(database);
    assertThat(read.last()).isEqualTo(12);
    assertThat(numbers(read.after(LogFilter.all(), 3, 4))).containsExactly(4L, 5L, 6L, 7L);
    assertThat(numbers(read.before(LogFilter.all(), 4, 2))).containsExactly(3L, 2L);
    LogFilter failed =
        new LogFilter(
            Optional.empty(),
            Set.of(EventType.STEP_FAILED, EventType.QA_FINDING),
            Optional.of(START.plus(Duration.ofDays(3))),
            Optional.empty());
    assertThat(numbers(read.after(failed, 0, 10))).containsExactly(4L, 7L, 10L);
    assertThat(numbers(read.before(failed, Long.MAX_VALUE, 2))).containsExactly(10L, 7L);
    LogFilter ofCase =
        new LogFilter(
            Optional.of("case-000001"),
            Set.of(EventType.STEP_FAILED),
            Optional.empty(),
            Optional.empty());
    assertThat(numbers(read.after(ofCase, 0, 10))).containsExactly(1L, 7L);
    LogFilter text =
        new LogFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.of("LINE 11"));
    assertThat(numbers(read.after(text, 0, 10))).containsExactly(12L);
    LogFilter any =
        new LogFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.of("line"));
    assertThat(numbers(read.between(any, 4, 9, 10))).containsExactly(8L, 7L, 6L, 5L, 4L);
    assertThat(numbers(read.between(text, 4, 9, 10))).isEmpty();
    assertThat(numbers(read.between(failed, 8, 13, 10))).containsExactly(10L);
    LogFilter future =
        new LogFilter(
            Optional.empty(),
            Set.of(),
            Optional.of(START.plus(Duration.ofDays(99))),
            Optional.empty());
    assertThat(read.after(future, 0, 10)).isEmpty();
    assertThat(read.before(future, Long.MAX_VALUE, 10)).isEmpty();
  }

  private static List<Long> numbers(List<Event> events) {
    return events.stream().map(Event::sequence).toList();
  }

  @Test
  void more_events_than_are_taken_in_at_a_time_are_all_taken_in() {
    String id = newCase("p");
    IntStream.range(0, 1100)
        .forEach(i -> log.append(id, EventType.QA_FINDING, "WARNING QA-02 Brain: " + i));
    log.append(id, EventType.REPORT_WRITTEN, "of no interest");
    follow();
    assertThat(queries.find(id).orElseThrow().findings()).hasSize(1100);
    assertThat(new JdbcFactStore(database).mark()).isEqualTo(1101);
  }

  @Test
  void statistics_count_days_times_reasons_and_structures() {
    String done = newCase("p");
    log.append(done, EventType.CONTOURING_STARTED, "");
    clock.pass(Duration.ofSeconds(30));
    log.append(done, EventType.CONTOURED, "1 structures in 30.0 s: Brain 1200.0 cc");
    String failed = newCase("p");
    cases.move(failed, CaseState.ACCEPTED, CaseState.FAILED, "no memory: 17 MB");
    String other = newCase("p");
    cases.move(other, CaseState.ACCEPTED, CaseState.REFUSED, "no memory: 4 MB");
    log.append(other, EventType.CONTOURED, "1 structures in 30.0 s: Brain 1400.0 cc");
    follow();
    Statistics all =
        new JdbcStatistics(database).between(START, clock.instant().plus(Duration.ofSeconds(1)));
    assertThat(all.days()).containsExactly(new Statistics.Day("2026-01-02", 3, 2));
    assertThat(all.steps().get(0)).isEqualTo(new Statistics.Step("contouring", 1, 30, 30));
    assertThat(all.reasons()).containsExactly(new Statistics.Reason("no memory", 2));
    assertThat(all.structures())
        .containsExactly(
            new Statistics.OfStructure("Brain", "head-neck 0.4.0", 2, 1300.0, 100.0, 0.93));
    assertThat(all.csv()).hasSize(1 + 1 + 3 + 1 + 1);
    assertThat(new JdbcStatistics(database).between(START, START).days()).isEmpty();
  }
}
