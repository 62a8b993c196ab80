package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contourflow.cases.CaseQueue.Choice;
import org.contourflow.cases.CaseQueue.Claim;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cases.DeliveryStore.Taken;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as the queue: who takes what, and what becomes of it when its taker dies. */
class CaseQueueTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir Path folder;
  private Database database;
  private final SettableClock clock = new SettableClock(START);
  private int series;

  Database open() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void begin() throws Exception {
    database = open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String create(String protocol) {
    series++;
    clock.pass(Duration.ofMillis(1));
    return new JdbcCaseStore(database, clock)
        .create("1.1", "1.2." + series, "a".repeat(64), protocol)
        .record()
        .caseId();
  }

  private JdbcCaseQueue queue(String process) {
    return new JdbcCaseQueue(database, new Leases(process, LEASE, clock));
  }

  private JdbcDeliveryStore deliveries(String process) {
    return new JdbcDeliveryStore(database, new Leases(process, LEASE, clock));
  }

  private CaseState state(String caseId) {
    return new JdbcCaseStore(database, clock).find(caseId).orElseThrow().state();
  }

  private static Choice urgent(String... protocols) {
    return new Choice(Optional.empty(), Set.of(protocols), Map.of());
  }

  private static Choice atMost(int most, String protocol) {
    return new Choice(Optional.empty(), Set.of(), Map.of(protocol, most));
  }

  private static String id(Optional<Claim> claim) {
    return claim.map(Claim::caseId).orElse("none");
  }

  @Test
  void of_many_workers_at_once_each_case_has_one() throws Exception {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(create(i % 2 == 0 ? "p" : "q"));
    }
    List<Callable<List<String>>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      JdbcCaseQueue queue = queue("worker" + i);
      workers.add(
          () -> {
            List<String> done = new ArrayList<>();
            Optional<Claim> claim = queue.takeNext(CaseState.ACCEPTED, Choice.ALL);
            while (claim.isPresent()) {
              assertThat(queue.settle(claim.get(), CaseState.CONTOURED, "")).isTrue();
              done.add(claim.get().caseId());
              claim = queue.takeNext(CaseState.ACCEPTED, Choice.ALL);
            }
            return done;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    try {
      List<String> done = new ArrayList<>();
      for (Future<List<String>> one : threads.invokeAll(workers)) {
        done.addAll(one.get());
      }
      assertThat(done).containsExactlyInAnyOrderElementsOf(all);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void a_worker_that_dies_gives_its_case_back_by_its_lease_and_can_settle_nothing_any_more() {
    String id = create("p");
    JdbcCaseQueue dead = queue("one");
    JdbcCaseQueue other = queue("two");
    Claim lost = dead.takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow();
    assertThat(other.takeNext(CaseState.ACCEPTED, Choice.ALL)).isEmpty();
    assertThat(other.take(id, CaseState.ACCEPTED)).isEmpty();
    clock.pass(LEASE.plusMillis(1));
    Claim found = other.takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow();
    assertThat(found.caseId()).isEqualTo(id);
    assertThat(dead.holds(lost)).isFalse();
    assertThat(dead.settle(lost, CaseState.CONTOURED, "")).isFalse();
    assertThat(state(id)).isEqualTo(CaseState.ACCEPTED);
    assertThat(other.settle(found, CaseState.CONTOURED, "")).isTrue();
  }

  @Test
  void who_lives_keeps_its_case_as_long_as_it_takes() {
    create("p");
    JdbcCaseQueue slow = queue("one");
    Claim claim = slow.takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow();
    for (int i = 0; i < 10; i++) {
      clock.pass(LEASE.dividedBy(2));
      slow.renew();
      assertThat(queue("two").takeNext(CaseState.ACCEPTED, Choice.ALL)).isEmpty();
    }
    assertThat(slow.settle(claim, CaseState.CONTOURED, "")).isTrue();
  }

  @Test
  void a_process_started_anew_takes_back_at_once_what_its_dead_one_had_and_nobody_elses() {
    String first = create("p");
    String second = create("p");
    queue("daemon").take(first, CaseState.ACCEPTED).orElseThrow();
    queue("worker").take(second, CaseState.ACCEPTED).orElseThrow();
    JdbcCaseQueue anew = queue("daemon");
    assertThat(anew.takeBack()).isEqualTo(1);
    assertThat(id(anew.takeNext(CaseState.ACCEPTED, Choice.ALL))).isEqualTo(first);
    assertThat(anew.takeNext(CaseState.ACCEPTED, Choice.ALL)).isEmpty();
  }

  @Test
  void what_is_set_back_waits_and_a_clock_set_back_stalls_nothing() {
    String id = create("p");
    JdbcCaseQueue queue = queue("one");
    queue.setBack(queue.take(id, CaseState.ACCEPTED).orElseThrow(), Duration.ofSeconds(20));
    assertThat(queue.takeNext(CaseState.ACCEPTED, Choice.ALL)).isEmpty();
    assertThat(queue.due(CaseState.ACCEPTED)).isEmpty();
    clock.pass(Duration.ofSeconds(20));
    assertThat(queue.due(CaseState.ACCEPTED)).hasSize(1);
    Claim dead = queue("dead").takeNext(CaseState.ACCEPTED, Choice.ALL).orElseThrow();
    clock.pass(Duration.ofDays(-1));
    assertThat(id(queue.takeNext(CaseState.ACCEPTED, Choice.ALL))).isEqualTo(dead.caseId());
  }

  @Test
  void the_urgent_go_first_and_protocols_take_turns() {
    for (int i = 0; i < 4; i++) {
      create("many");
    }
    create("few");
    create("stat");
    JdbcCaseQueue queue = queue("one");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clock.pass(Duration.ofMillis(1));
      Claim claim = queue.takeNext(CaseState.ACCEPTED, urgent("stat")).orElseThrow();
      order.add(claim.record().protocol());
    }
    assertThat(order).containsExactly("stat", "many", "few", "many", "many", "many");
  }

  @Test
  void of_a_protocol_no_more_cases_are_in_work_than_it_may_have() {
    create("heavy");
    create("heavy");
    String light = create("light");
    JdbcCaseQueue queue = queue("one");
    Choice choice = atMost(1, "heavy");
    Claim heavy = queue.takeNext(CaseState.ACCEPTED, choice).orElseThrow();
    assertThat(id(queue("two").takeNext(CaseState.ACCEPTED, choice))).isEqualTo(light);
    assertThat(queue("three").takeNext(CaseState.ACCEPTED, choice)).isEmpty();
    queue.settle(heavy, CaseState.CONTOURED, "");
    assertThat(queue("three").takeNext(CaseState.ACCEPTED, choice)).isPresent();
  }

  @Test
  void a_worker_takes_only_what_it_can_do() {
    create("other");
    String own = create("own");
    Choice choice = new Choice(Optional.of(Set.of("own")), Set.of(), Map.of());
    assertThat(id(queue("one").takeNext(CaseState.ACCEPTED, choice))).isEqualTo(own);
    Choice nothing = new Choice(Optional.of(Set.of()), Set.of(), Map.of());
    assertThat(queue("two").takeNext(CaseState.ACCEPTED, nothing)).isEmpty();
  }

  private String structured(String... targets) {
    String id = create("p");
    JdbcCaseQueue queue = queue("steps");
    queue.settle(queue.take(id, CaseState.ACCEPTED).orElseThrow(), CaseState.CONTOURED, "");
    Claim claim = queue.take(id, CaseState.CONTOURED).orElseThrow();
    assertThat(queue.settleForDelivery(claim, List.of(targets))).isTrue();
    return id;
  }

  @Test
  void each_target_has_its_own_queue_of_cases_that_are_ready() {
    String first = structured("export", "tps");
    String second = structured("tps");
    String early = create("p");
    deliveries("one").plan(early, List.of("tps"));
    DeliveryStore store = deliveries("one");
    Taken tps = store.takeNext("tps", Set.of()).orElseThrow();
    assertThat(tps.record().caseId()).isEqualTo(first);
    assertThat(store.takeNext("tps", Set.of()).orElseThrow().record().caseId()).isEqualTo(second);
    assertThat(store.takeNext("tps", Set.of())).as("the third is not ready").isEmpty();
    assertThat(store.takeNext("export", Set.of()).orElseThrow().record().caseId())
        .as("one that hangs holds up no other")
        .isEqualTo(first);
  }

  @Test
  void a_sending_whose_end_nobody_wrote_down_is_counted() {
    String id = structured("tps");
    Taken lost = deliveries("daemon").takeNext("tps", Set.of()).orElseThrow();
    assertThat(lost.record().lost()).isZero();
    assertThat(queue("daemon").takeBack()).isEqualTo(1);
    DeliveryStore anew = deliveries("daemon");
    Taken again = anew.takeNext("tps", Set.of()).orElseThrow();
    assertThat(again.record().lost()).isEqualTo(1);
    anew.done(id, "tps", "it has it");
    anew.giveBack(again);
    assertThat(anew.of(id).get(0).state()).isEqualTo(DeliveryState.DONE);
    assertThat(anew.casesSettled()).containsExactly(id);

    String other = structured("tps");
    deliveries("elsewhere").takeNext("tps", Set.of()).orElseThrow();
    clock.pass(LEASE.plusMillis(1));
    Taken found = anew.takeNext("tps", Set.of()).orElseThrow();
    assertThat(found.record().caseId()).isEqualTo(other);
    assertThat(found.record().lost()).isEqualTo(1);
  }

  @Test
  void what_was_given_up_at_a_target_is_found_by_its_time() {
    String early = structured("tps", "export");
    DeliveryStore store = deliveries("one");
    store.giveUp(early, "tps", "refused");
    Instant between = clock.instant().plusSeconds(1);
    clock.pass(Duration.ofSeconds(2));
    String late = structured("tps");
    store.giveUp(late, "tps", "refused");
    assertThat(store.givenUpSince("tps", START)).containsExactly(early, late);
    assertThat(store.givenUpSince("tps", between)).containsExactly(late);
    assertThat(store.givenUpSince("export", START)).isEmpty();
  }
}
