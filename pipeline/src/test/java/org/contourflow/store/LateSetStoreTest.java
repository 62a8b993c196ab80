package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.LateSetStore.Late;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.References;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clinicians' sets that come when theirs is delivered already. */
class LateSetStoreTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Set<String> HN = Set.of("hn");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(START);
  private Database database;
  private JdbcCaseStore cases;
  private JdbcStructureSetStore sets;
  private JdbcLateSetStore late;

  Database open() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void begin() throws Exception {
    database = open();
    cases = new JdbcCaseStore(database, clock);
    sets = new JdbcStructureSetStore(database, clock);
    late = new JdbcLateSetStore(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String delivered(String series, String protocol) {
    String id = cases.create("1", series, "a".repeat(64), protocol).record().caseId();
    cases.move(id, CaseState.ACCEPTED, CaseState.DELIVERED, "");
    return id;
  }

  private void arrives(String sop, String series, SetState state) {
    ArrivedSet set =
        new ArrivedSet(
            sop,
            "b".repeat(64),
            "sets/" + sop,
            "inbox",
            clock.instant(),
            SetState.RECEIVED,
            "",
            "");
    sets.add(set, new References("1", Set.of(series), Set.of("1.9"), Set.of()));
    if (state != SetState.RECEIVED) {
      sets.settle(set, state, "", "");
    }
  }

  private List<String> waiting() {
    return late.waiting(HN, START.minusSeconds(60)).stream()
        .map(l -> l.set().sopInstanceUid() + " of " + l.record().caseId())
        .toList();
  }

  private Late first() {
    return late.waiting(HN, START.minusSeconds(60)).get(0);
  }

  @Test
  void a_set_waits_for_each_delivered_case_of_its_series_the_newest_first() {
    String one = delivered("1.2", "hn");
    delivered("1.2", "thorax");
    delivered("1.3", "hn");
    arrives("9.1", "1.2", SetState.UNRELATED);
    clock.pass(Duration.ofSeconds(5));
    arrives("9.2", "1.2", SetState.UNKNOWN);
    arrives("9.3", "1.7", SetState.UNRELATED);
    assertThat(waiting()).containsExactly("9.2 of " + one, "9.1 of " + one);
    assertThat(late.waiting(Set.of(), START.minusSeconds(60))).isEmpty();
    assertThat(late.waiting(HN, clock.instant()))
        .extracting(l -> l.set().sopInstanceUid())
        .containsExactly("9.2");
  }

  @Test
  void it_waits_for_the_review_and_for_the_end_of_its_case() {
    String one = delivered("1.2", "hn");
    arrives("9.1", "1.2", SetState.RECEIVED);
    assertThat(waiting()).as("not looked at yet").isEmpty();
    sets.settle(sets.find("9.1", "b".repeat(64)).orElseThrow(), SetState.OWN, one, "");
    assertThat(waiting()).as("our own come back").isEmpty();
    arrives("9.2", "1.2", SetState.REVIEWED);
    cases.move(one, CaseState.DELIVERED, CaseState.CONTOURED, "");
    assertThat(waiting()).as("on its way").isEmpty();
    cases.move(one, CaseState.CONTOURED, CaseState.DELIVERED, "");
    assertThat(waiting()).containsExactly("9.2 of " + one);
  }

  @Test
  void one_that_is_left_is_not_looked_at_again_and_another_still_is() {
    String one = delivered("1.2", "hn");
    arrives("9.1", "1.2", SetState.UNRELATED);
    clock.pass(Duration.ofSeconds(5));
    arrives("9.2", "1.2", SetState.UNRELATED);
    late.leave(first());
    assertThat(waiting()).containsExactly("9.1 of " + one);
    late.hasOne(first());
    arrives("9.4", "1.2", SetState.UNRELATED);
    assertThat(waiting()).as("the case has its set").isEmpty();
  }

  @Test
  void a_case_is_sent_anew_once_and_only_as_long_as_it_is_delivered() {
    String one = delivered("1.2", "hn");
    arrives("9.1", "1.2", SetState.UNRELATED);
    Late set = first();
    assertThat(late.sendAnew(set)).isTrue();
    assertThat(cases.find(one).orElseThrow().state()).isEqualTo(CaseState.CONTOURED);
    assertThat(late.sendAnew(set)).as("it is on its way").isFalse();
    cases.move(one, CaseState.CONTOURED, CaseState.DELIVERED, "");
    arrives("9.2", "1.2", SetState.UNRELATED);
    assertThat(waiting()).isEmpty();
  }
}
