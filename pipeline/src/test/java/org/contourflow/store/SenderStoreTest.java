package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.ArrivalStore.StoredInstance;
import org.contourflow.cases.SenderStore.Sender;
import org.contourflow.cases.SenderStore.SenderState;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sent a series, and what of it is no slice. */
class SenderStoreTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(START);
  private Database database;
  private JdbcSenderStore senders;

  Database open() throws Exception {
    return Database.embedded(folder);
  }

  @BeforeEach
  void begin() throws Exception {
    database = open();
    senders = new JdbcSenderStore(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void a_sender_is_known_from_its_first_slice_to_its_end() {
    senders.sends("1.1", "run/A1");
    clock.pass(Duration.ofSeconds(1));
    senders.sends("1.1", "run/A1");
    senders.sends("1.2", "run/A1");
    senders.sends("1.1", "run/A2");
    clock.pass(Duration.ofSeconds(1));
    senders.ended("run/A1", SenderState.ENDED);
    senders.ended("run/A1", SenderState.BROKEN);
    assertThat(senders.of("1.1"))
        .containsExactly(
            new Sender("run/A1", SenderState.ENDED, START, Optional.of(START.plusSeconds(2))),
            new Sender("run/A2", SenderState.SENDING, START.plusSeconds(1), Optional.empty()));
    assertThat(senders.of("1.2")).extracting(Sender::state).containsExactly(SenderState.ENDED);
  }

  @Test
  void of_an_association_that_was_open_when_the_process_died_nothing_is_known() {
    senders.sends("1.1", "run/A1");
    senders.sends("1.1", "run/A2");
    senders.ended("run/A2", SenderState.ENDED);
    senders.forgetOpen();
    assertThat(senders.of("1.1")).extracting(Sender::state).containsExactly(SenderState.ENDED);
  }

  @Test
  void what_is_over_is_forgotten_and_what_still_sends_is_not() {
    senders.sends("1.1", "run/A1");
    senders.sends("1.1", "run/A2");
    senders.ended("run/A2", SenderState.BROKEN);
    senders.forget("1.1");
    assertThat(senders.of("1.1")).extracting(Sender::association).containsExactly("run/A1");
  }

  @Test
  void an_instance_that_is_no_slice_is_forgotten_as_one_but_still_counted_once() {
    JdbcArrivalStore arrivals = new JdbcArrivalStore(database, clock);
    StoredInstance localizer =
        new StoredInstance("1.1.9", "1.1", "store/a/b.dcm", "a".repeat(64), 1, "CSTORE");
    arrivals.add(localizer);
    arrivals.setAside(localizer);
    arrivals.add(localizer);
    arrivals.setAside(localizer);
    assertThat(arrivals.instancesOf("1.1")).isEmpty();
    assertThat(arrivals.setAside("1.1")).containsExactly("1.1.9");
    new JdbcLifeStore(database).erase(List.of("1.1"), List.of(), List.of());
    assertThat(arrivals.setAside("1.1")).isEmpty();
  }
}
