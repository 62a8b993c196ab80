package org.contourflow.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.contourflow.assembly.InstanceCounts.Answer;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.SenderStore.SenderState;
import org.contourflow.config.AssemblySettings;
import org.contourflow.home.KeptAside;
import org.contourflow.home.Quarantine;
import org.contourflow.store.JdbcSenderStore;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A series that is held for what may still be answered: a PACS that is to count it says nothing,
 * its sender broke off. It is looked at again, and not let go before.
 */
class UncountedSeriesTest {
  private static final Answer PENDING = new Answer.Pending("pacs");

  @TempDir Path root;
  private WatchedHome at;
  private PhantomSeries series;
  private SeriesWatch watch;
  private Answer answer = PENDING;
  private final SettableClock clock = new SettableClock(Instant.now());

  @BeforeEach
  void open() throws IOException {
    at = new WatchedHome(root.resolve("home"));
    series = HostileInput.tiny().build().writeTo(root.resolve("ct"));
    at.takeAll(
        HostileInput.tiny().build().writeTo(root.resolve("drop")).files().get(0).getParent());
    watch = watch();
    clock.pass(Duration.ofSeconds(30));
  }

  private SeriesWatch watch() {
    AssemblySettings settings =
        new AssemblySettings(1, 1, null, null, null, 60, null, null, 60, null);
    return new SeriesWatch(
        at.home,
        at.arrivals,
        at.cases,
        new Quarantine(at.home.quarantine(), at.runLog, clock),
        at.runLog,
        clock,
        new SeriesWatch.Judgement(
            at.catalogue,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            () -> at.rules,
            SeriesKnowledge.of(
                new JdbcSenderStore(at.database, clock), (s, u, here) -> answer, settings)));
  }

  @AfterEach
  void close() {
    at.close();
  }

  private SeriesRecord record() {
    return at.arrivals.findSeries(series.uids().series()).orElseThrow();
  }

  private List<String> after(int seconds) {
    clock.pass(Duration.ofSeconds(seconds));
    return watch.tick();
  }

  private List<KeptAside> held() throws IOException {
    return KeptAside.in(at.home.quarantine());
  }

  @Test
  void a_question_under_way_holds_the_series_once_its_limit_is_over() throws IOException {
    assertThat(after(0)).isEmpty();
    assertThat(record().reason())
        .isEqualTo("waiting: pacs is being asked for its number of slices");
    for (int i = 0; i < 10; i++) {
      assertThat(after(60)).as("pending is no answer, however often it is looked at").isEmpty();
    }
    assertThat(record().state()).isEqualTo(SeriesState.HELD);
    assertThat(held())
        .singleElement()
        .satisfies(it -> assertThat(it.code()).isEqualTo("NOT_COUNTED"));
    assertThat(at.textsOf(EventType.SERIES_INCOMPLETE)).as("told once").hasSize(1);
  }

  @Test
  void the_answer_lets_it_go_by_itself_also_after_a_restart() throws IOException {
    after(60);
    assertThat(record().state()).isEqualTo(SeriesState.HELD);
    at.restart();
    watch = watch();
    answer = new Answer.Counted("pacs", series.files().size());
    assertThat(after(60)).hasSize(1);
    assertThat(record().state()).isEqualTo(SeriesState.CASED);
    assertThat(held()).isEmpty();
  }

  @Test
  void an_answer_that_more_slices_exist_holds_it_for_those_under_one_entry() throws IOException {
    after(60);
    answer = new Answer.Counted("pacs", series.files().size() + 1);
    assertThat(after(60)).isEmpty();
    assertThat(held())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.code()).isEqualTo("NOT_ALL_SENT");
              assertThat(it.files()).isEqualTo(series.files().size());
            });
    answer = new Answer.Counted("pacs", series.files().size());
    assertThat(after(60)).as("now it waits for slices, and is asked no more").isEmpty();
  }

  /** What came already changes nothing of the series; that all of it came again does. */
  @Test
  void a_series_whose_sender_broke_off_goes_on_when_it_is_sent_again_and_in_order() {
    answer = new Answer.NotAsked();
    JdbcSenderStore senders = new JdbcSenderStore(at.database, clock);
    String uid = series.uids().series();
    senders.sends(uid, "first");
    senders.ended("first", SenderState.BROKEN);
    assertThat(after(60)).isEmpty();
    assertThat(record().state()).isEqualTo(SeriesState.HELD);
    assertThat(record().reason()).contains("broke off");
    senders.forgetOpen();
    assertThat(after(60)).isEmpty();

    senders.sends(uid, "second");
    assertThat(after(60)).as("it is under way").isEmpty();
    senders.ended("second", SenderState.ENDED);
    assertThat(after(60)).hasSize(1);
    assertThat(record().state()).isEqualTo(SeriesState.CASED);
  }

  @Test
  void a_series_whose_sender_closed_late_goes_on_when_it_closed_in_order() {
    answer = new Answer.NotAsked();
    JdbcSenderStore senders = new JdbcSenderStore(at.database, clock);
    String uid = series.uids().series();
    senders.sends(uid, "slow");
    assertThat(after(600)).isEmpty();
    assertThat(record().reason()).contains("has not closed its association");
    assertThat(after(60)).isEmpty();
    senders.ended("slow", SenderState.ENDED);
    assertThat(after(60)).hasSize(1);
    assertThat(record().state()).isEqualTo(SeriesState.CASED);
  }

  /** A restart forgets who was sending: that is no reason to go on. */
  @Test
  void a_series_whose_sender_never_ended_stays_held_after_a_restart() {
    answer = new Answer.NotAsked();
    JdbcSenderStore senders = new JdbcSenderStore(at.database, clock);
    senders.sends(series.uids().series(), "first");
    assertThat(after(600)).isEmpty();
    assertThat(record().state()).isEqualTo(SeriesState.HELD);
    senders.forgetOpen();
    assertThat(after(60)).isEmpty();
    assertThat(record().state()).isEqualTo(SeriesState.HELD);
  }

  @Test
  void a_person_may_take_it_as_it_is() {
    after(60);
    assertThat(watch.release(series.uids().series(), Optional.empty())).hasSize(1);
    assertThat(after(60)).isEmpty();
    assertThat(record().state()).isEqualTo(SeriesState.CASED);
  }

  @Test
  void a_series_that_is_held_twice_is_one_entry() throws IOException {
    WatchedHome other = new WatchedHome(root.resolve("other"));
    try (other) {
      List<Path> files = series.files();
      for (int slice : new int[] {0, 1, 4, 6}) {
        other.intake.takeFile(files.get(slice));
        other.watch.tick();
      }
      assertThat(other.inQuarantine()).hasSize(4);
      assertThat(KeptAside.in(other.home.quarantine()))
          .singleElement()
          .satisfies(it -> assertThat(it.files()).isEqualTo(4));
    }
  }
}
