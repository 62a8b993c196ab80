package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.cases.RequestStore.Request;
import org.contourflow.cases.RequestStore.RequestState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private static final String HASH = "a".repeat(64);

  @TempDir Path folder;
  Database database;
  private final Clock clock =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

  @BeforeEach
  void begin() throws Exception {
    database = open();
  }

  /** The store as it was left. */
  Database open() throws Exception {
    return Database.embedded(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void the_same_series_and_content_make_one_case_however_often() {
    CaseStore cases = new JdbcCaseStore(database, clock);
    CaseStore.Created first = cases.create("1.1", "1.2.3", HASH, "p");
    CaseStore.Created again = cases.create("1.1", "1.2.3", HASH, "p");
    CaseStore.Created other = cases.create("1.1", "1.2.3", "b".repeat(64), "p");
    assertThat(first.created()).isTrue();
    assertThat(again.created()).isFalse();
    assertThat(again.record().caseId()).isEqualTo(first.record().caseId()).isEqualTo("case-000001");
    assertThat(other.record().caseId()).isEqualTo("case-000002");
    assertThat(cases.ofSeries("1.2.3")).hasSize(2);
  }

  @Test
  void a_transition_is_made_once_by_whoever_is_first() {
    CaseStore cases = new JdbcCaseStore(database, clock);
    String id = cases.create("1.1", "1.2.3", HASH, "p").record().caseId();
    assertThat(cases.move(id, CaseState.ACCEPTED, CaseState.CONTOURED, "")).isTrue();
    assertThat(cases.move(id, CaseState.ACCEPTED, CaseState.CONTOURED, "")).isFalse();
    assertThat(cases.find(id).orElseThrow().state()).isEqualTo(CaseState.CONTOURED);
  }

  @Test
  void what_was_unfinished_is_found_again_after_a_restart() throws Exception {
    CaseStore cases = new JdbcCaseStore(database, clock);
    String open = cases.create("1.1", "1.2.3", HASH, "p").record().caseId();
    String refused = cases.create("1.1", "1.2.4", HASH, "p").record().caseId();
    cases.move(refused, CaseState.ACCEPTED, CaseState.REFUSED, "because");
    assertThat(cases.countAttempt(open, "disk full")).isEqualTo(1);
    database.close();
    database = open();
    CaseStore reopened = new JdbcCaseStore(database, clock);
    assertThat(reopened.unfinished()).extracting(CaseRecord::caseId).containsExactly(open);
    assertThat(reopened.find(open).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void a_series_that_got_a_slice_since_it_was_looked_at_is_not_closed() {
    ArrivalStore arrivals = new JdbcArrivalStore(database, clock);
    assertThat(arrivals.add(instance("1.1"))).isEmpty();
    SeriesRecord seen = arrivals.findSeries("1").orElseThrow();
    ArrivalStore later = new JdbcArrivalStore(database, Clock.offset(clock, Duration.ofSeconds(1)));
    assertThat(later.add(instance("1.2"))).contains(SeriesState.OPEN);
    assertThat(arrivals.move(seen, SeriesState.CASED, "")).isFalse();
    SeriesRecord fresh = arrivals.findSeries("1").orElseThrow();
    assertThat(arrivals.move(fresh, SeriesState.CASED, "")).isTrue();
  }

  @Test
  void a_late_slice_opens_a_closed_series_again() {
    ArrivalStore arrivals = new JdbcArrivalStore(database, clock);
    arrivals.add(instance("1.1"));
    arrivals.move(arrivals.findSeries("1").orElseThrow(), SeriesState.HELD, "gap");
    assertThat(arrivals.add(instance("1.2"))).contains(SeriesState.HELD);
    assertThat(arrivals.seriesIn(SeriesState.OPEN)).hasSize(1);
    assertThat(arrivals.instancesOf("1")).hasSize(2);
  }

  private static StoredInstance instance(String sop) {
    return new StoredInstance(sop, "1", "store/" + sop, HASH, 7, "INBOX");
  }

  @Test
  void only_what_failed_is_due_again_and_only_when_its_time_has_come() {
    String id =
        new JdbcCaseStore(database, clock).create("1.1", "1.2.3", HASH, "p").record().caseId();
    DeliveryStore deliveries = new JdbcDeliveryStore(database, clock);
    deliveries.plan(id, List.of("export", "tps"));
    deliveries.done(id, "export", "written");
    deliveries.retryAfter(id, "tps", "connection refused", Duration.ofSeconds(30));
    deliveries.plan(id, List.of("export", "tps"));
    assertThat(deliveries.of(id))
        .extracting(DeliveryStore.DeliveryRecord::state)
        .containsExactly(DeliveryState.DONE, DeliveryState.PENDING);
    assertThat(deliveries.casesDue()).isEmpty();
    DeliveryStore later =
        new JdbcDeliveryStore(database, Clock.offset(clock, Duration.ofSeconds(31)));
    assertThat(later.casesDue()).containsExactly(id);
  }

  @Test
  void what_is_asked_for_waits_in_order_and_is_answered_once() {
    RequestStore requests = new JdbcRequestStore(database, clock);
    long first = requests.ask(Kind.STOP, "case-000001", "", "somebody");
    long second = requests.ask(Kind.RELEASE, "1.2.3", "lungs", "somebody else");
    assertThat(requests.waiting()).extracting(Request::id).containsExactly(first, second);
    requests.answer(first, RequestState.REFUSED, "there is no case case-000001");
    requests.answer(first, RequestState.DONE, "too late");
    assertThat(requests.waiting()).extracting(Request::argument).containsExactly("lungs");
    Request answered = requests.find(first).orElseThrow();
    assertThat(answered.state()).isEqualTo(RequestState.REFUSED);
    assertThat(answered.answer()).isEqualTo("there is no case case-000001");
    assertThat(answered.askedBy()).isEqualTo("somebody");
    assertThat(requests.find(999)).isEmpty();
  }
}
