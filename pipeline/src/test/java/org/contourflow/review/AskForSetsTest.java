package org.contourflow.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Test;

/** Sets that do not come back by themselves are asked for, and not without end. */
class AskForSetsTest {
  private static final Instant DELIVERED = Instant.parse("2026-05-04T10:00:00Z");
  private static final Duration EVERY = Duration.ofHours(4);

  private final SettableClock clock = new SettableClock(DELIVERED);
  private final TreeMap<String, Instant> waiting = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private final AskForSets ask =
      new AskForSets(
          (from, to) ->
              waiting.entrySet().stream()
                  .filter(e -> e.getValue().isAfter(from) && !e.getValue().isAfter(to))
                  .map(java.util.Map.Entry::getKey)
                  .toList(),
          asked::add,
          EVERY,
          Duration.ofDays(1),
          clock);

  private int turnAfter(Duration time) {
    clock.pass(time);
    int before = asked.size();
    ask.turn();
    return asked.size() - before;
  }

  @Test
  void a_study_is_asked_for_after_the_wait_and_again_until_it_is_old() {
    waiting.put("1.2.3", DELIVERED);
    assertThat(turnAfter(Duration.ofHours(3))).isZero();
    assertThat(turnAfter(Duration.ofHours(1))).isEqualTo(1);
    assertThat(turnAfter(Duration.ofMinutes(1))).isZero();
    assertThat(turnAfter(Duration.ofHours(4))).isEqualTo(1);
    assertThat(turnAfter(Duration.ofHours(20))).as("older than a day").isZero();
  }

  @Test
  void one_that_came_back_is_asked_for_no_more() {
    waiting.put("1.2.3", DELIVERED);
    waiting.put("1.2.4", DELIVERED);
    assertThat(turnAfter(EVERY)).isEqualTo(2);
    waiting.remove("1.2.3");
    assertThat(turnAfter(EVERY)).isEqualTo(1);
    assertThat(asked).endsWith("1.2.4");
  }
}
