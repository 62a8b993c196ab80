package org.contourflow.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");
  private final SettableClock machine = new SettableClock(NOON);
  private long nanos;

  private final SteadyClock clock = new SteadyClock(machine, () -> nanos);

  private void pass(int seconds) {
    machine.pass(Duration.ofSeconds(seconds));
    nanos += seconds * 1_000_000_000L;
  }

  @Test
  void it_shows_what_the_machine_shows_and_follows_it_forward() {
    pass(10);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(10));
    machine.pass(Duration.ofHours(2));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(7210));
  }

  @Test
  void a_clock_set_back_makes_nothing_wait_longer_than_twice_its_time() {
    Instant due = clock.instant().plusSeconds(10);
    machine.pass(Duration.ofHours(-1));
    Instant before = clock.instant();
    int waited = 0;
    while (clock.instant().isBefore(due)) {
      pass(1);
      waited++;
      assertThat(clock.instant()).isAfterOrEqualTo(before);
      before = clock.instant();
    }
    assertThat(waited).isEqualTo(20);
  }

  @Test
  void it_is_the_machines_again_when_that_has_caught_up() {
    clock.instant();
    machine.pass(Duration.ofSeconds(-100));
    for (int i = 0; i < 197; i++) {
      pass(1);
      assertThat(clock.instant()).isAfter(machine.instant());
    }
    pass(2);
    assertThat(clock.instant()).isEqualTo(machine.instant());
    pass(1);
    assertThat(clock.instant()).isEqualTo(machine.instant());
  }
}
