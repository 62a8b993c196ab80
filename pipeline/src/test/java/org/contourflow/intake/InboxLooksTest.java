package org.contourflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Test;

class InboxLooksTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final SettableClock clock = new SettableClock(START);

  /** A poll each second, and a file is stable after one: seen at one look, taken at the next. */
  private final InboxLooks looks =
      new InboxLooks(Duration.ofSeconds(1), Duration.ofSeconds(1), clock);

  private void look(Duration takes) {
    looks.began();
    clock.pass(takes);
    looks.ended();
  }

  @Test
  void the_look_that_took_a_slice_and_the_one_that_first_saw_the_next_are_not_enough() {
    looks.began();
    clock.pass(Duration.ofSeconds(1));
    Instant arrival = clock.instant();
    clock.pass(Duration.ofSeconds(60)); // It goes on with the files of others.
    looks.ended();
    assertThat(looks.areEnoughSince(arrival)).isFalse();
    look(Duration.ofSeconds(60));
    assertThat(looks.areEnoughSince(arrival)).isFalse();
    looks.began();
    clock.pass(Duration.ofSeconds(60));
    assertThat(looks.areEnoughSince(arrival)).isFalse();
    looks.ended();
    assertThat(looks.areEnoughSince(arrival)).isTrue();
  }

  @Test
  void a_look_that_failed_or_left_a_file_counts_not() {
    Instant arrival = clock.instant();
    look(Duration.ofSeconds(1));
    looks.began(); // And was not ended.
    looks.began();
    looks.leftOver();
    looks.ended();
    assertThat(looks.areEnoughSince(arrival)).isFalse();
    look(Duration.ofSeconds(1));
    assertThat(looks.areEnoughSince(arrival)).isTrue();
  }

  @Test
  void an_inbox_that_cannot_be_looked_through_keeps_nothing_for_ever() {
    Instant arrival = clock.instant();
    clock.pass(Duration.ofMinutes(10).minusMillis(1));
    assertThat(looks.areEnoughSince(arrival)).isFalse();
    clock.pass(Duration.ofMillis(1));
    assertThat(looks.areEnoughSince(arrival)).isTrue();
  }
}
