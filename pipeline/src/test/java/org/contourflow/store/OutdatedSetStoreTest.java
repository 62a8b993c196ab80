package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.Taken;
import org.contourflow.cases.OutdatedSetStore;
import org.contourflow.cases.OutdatedSetStore.OutdatedSet;
import org.contourflow.cases.OutdatedSetStore.Standing;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a superseded case left at its targets, on the embedded store. */
class OutdatedSetStoreTest {
  @TempDir Path folder;
  private Database database;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private JdbcCaseStore cases;
  private JdbcDeliveryStore deliveries;
  private OutdatedSetStore outdated;

  Database open(Path home) throws Exception {
    return Database.embedded(home);
  }

  @BeforeEach
  void begin() throws Exception {
    database = open(folder);
    Leases leases = new Leases("daemon", Duration.ofMinutes(1), clock);
    cases = new JdbcCaseStore(database, clock);
    deliveries = new JdbcDeliveryStore(database, leases);
    outdated = new JdbcOutdatedSetStore(database, leases);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private CaseRecord accepted(String content, String protocol) {
    return cases.create("1", "1.2", content.repeat(64), protocol).record();
  }

  private CaseRecord structured(String content, String... targets) {
    CaseRecord made = accepted(content, "p");
    cases.move(made.caseId(), CaseState.ACCEPTED, CaseState.STRUCTURED, "");
    deliveries.plan(made.caseId(), List.of(targets));
    return made;
  }

  private Map<String, String> supersededBy(CaseRecord... successors) {
    return cases.supersedeOthers("1.2", List.of(successors[0].contentHash()), List.of(successors));
  }

  @Test
  void each_set_that_went_out_is_seen_to_once_and_its_receipt_and_its_case_say_how_it_ended() {
    String old = structured("a", "export", "tps").caseId();
    deliveries.done(old, "export", "written");
    deliveries.done(old, "tps", "stored");
    assertThat(outdated.next("tps", false)).as("nothing supersedes it").isEmpty();
    CaseRecord later = accepted("b", "p");
    assertThat(supersededBy(later)).isEqualTo(Map.of(old, later.caseId()));
    assertThat(supersededBy(later)).as("once").isEmpty();
    OutdatedSet one = outdated.next("tps", false).orElseThrow();
    assertThat(one)
        .isEqualTo(new OutdatedSet(old, "tps", later.caseId(), clock.instant(), true, true, 0));
    outdated.settle(one, Standing.NAMED, "it is outdated");
    outdated.settle(one, Standing.WITHDRAWN, "too late");
    assertThat(outdated.next("tps", false)).isEmpty();
    assertThat(outdated.next("export", false)).isPresent();
    assertThat(deliveries.of(old))
        .extracting(d -> d.target() + ": " + d.detail())
        .containsExactly("export: written", "tps: stored; it is outdated");
    assertThat(cases.find(old).orElseThrow().detail())
        .isEqualTo("by " + later.caseId() + "; it is outdated");
  }

  @Test
  void one_that_is_replaced_waits_until_the_later_case_is_there_and_a_third_takes_over() {
    String old = structured("a", "tps").caseId();
    deliveries.done(old, "tps", "stored");
    supersededBy(structured("b", "tps"));
    assertThat(outdated.next("tps", true)).isEmpty();
    CaseRecord third = structured("c", "tps");
    supersededBy(third);
    assertThat(outdated.next("tps", true)).as("the second was never delivered").isEmpty();
    deliveries.done(third.caseId(), "tps", "stored");
    assertThat(outdated.next("tps", true).orElseThrow())
        .returns(old, OutdatedSet::caseId)
        .returns(third.caseId(), OutdatedSet::supersededBy);
  }

  @Test
  void the_successor_is_the_case_of_the_same_protocol() {
    CaseRecord p = accepted("a", "p");
    CaseRecord q = accepted("a", "q");
    CaseRecord r = accepted("a", "r");
    CaseRecord newP = accepted("b", "p");
    CaseRecord newQ = accepted("b", "q");
    assertThat(supersededBy(newP, newQ))
        .isEqualTo(
            Map.of(
                p.caseId(), newP.caseId(), q.caseId(), newQ.caseId(), r.caseId(), newP.caseId()));
  }

  @Test
  void one_that_is_being_sent_waits_for_the_end_of_that_and_is_not_missed() {
    String old = structured("a", "tps").caseId();
    Taken taken = deliveries.takeNext("tps", Set.of()).orElseThrow();
    supersededBy(accepted("b", "p"));
    assertThat(outdated.next("tps", false)).isEmpty();
    deliveries.done(old, "tps", "stored");
    deliveries.giveBack(taken);
    assertThat(outdated.next("tps", false).orElseThrow().isThere()).isTrue();
  }

  @Test
  void what_may_be_there_is_told_from_what_was_never_sent() {
    String failed = structured("a", "tps", "pacs").caseId();
    deliveries.retryAfter(failed, "tps", "no answer", Duration.ZERO);
    supersededBy(accepted("b", "p"));
    assertThat(outdated.next("tps", false).orElseThrow())
        .returns(false, OutdatedSet::isThere)
        .returns(true, OutdatedSet::mayBeThere);
    assertThat(outdated.next("pacs", false).orElseThrow().mayBeThere()).isFalse();
  }

  @Test
  void one_that_could_not_be_withdrawn_is_due_again_after_its_wait() {
    String old = structured("a", "tps").caseId();
    deliveries.done(old, "tps", "stored");
    cases.move(old, CaseState.STRUCTURED, CaseState.SUPERSEDED, "the series is held");
    OutdatedSet one = outdated.next("tps", false).orElseThrow();
    assertThat(one.supersededBy()).as("none stands for it").isEmpty();
    outdated.retryAfter(one, "no answer", Duration.ofSeconds(5));
    assertThat(outdated.next("tps", false)).isEmpty();
    clock.pass(Duration.ofSeconds(6));
    assertThat(outdated.next("tps", false).map(OutdatedSet::attempts)).isEqualTo(Optional.of(1));
  }
}
