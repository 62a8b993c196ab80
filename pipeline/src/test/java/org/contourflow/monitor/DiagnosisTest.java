package org.contourflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:00:00Z");
  private static final Disk ROOM = new Disk(50_000_000_000L, 100_000_000_000L);
  private final Diagnosis diagnosis = new Diagnosis(Duration.ofMinutes(60), 5);

  private List<String> keys(Figures figures, Disk disk) {
    return diagnosis.of(figures, disk, NOW).stream().map(Problem::key).toList();
  }

  private static Figures figures(int minutesOld, long failed, Figures.Target... targets) {
    return new Figures(
        Map.of(),
        Optional.of(NOW.minus(Duration.ofMinutes(minutesOld))),
        failed,
        Map.of(),
        List.of(targets));
  }

  @Test
  void each_thing_that_is_wrong_is_a_problem_of_its_own() {
    assertThat(keys(Figures.NONE, ROOM)).isEmpty();
    assertThat(keys(figures(59, 0), ROOM)).isEmpty();
    assertThat(keys(figures(61, 0), ROOM)).containsExactly("late-case");
    assertThat(keys(figures(1, 2), ROOM)).containsExactly("failed-cases");
    assertThat(keys(Figures.NONE, new Disk(4_900_000_000L, 100_000_000_000L)))
        .containsExactly("disk");
    assertThat(
            keys(
                figures(
                    1,
                    0,
                    new Figures.Target("slow", 3, 2, 10, 0, 0),
                    new Figures.Target("dead", 3, 3, 10, 0, 0),
                    new Figures.Target("back", 0, 0, 10, 1, 0),
                    new Figures.Target("kept", 0, 0, 10, 0, 2)),
                ROOM))
        .containsExactly("target:dead", "outdated:kept");
  }

  @Test
  void a_clock_that_was_set_is_seen_either_way_and_a_pause_of_the_process_is_not() {
    ClockWatch watch = new ClockWatch();
    long second = 1_000_000_000L;
    assertThat(watch.look(1_000_000, 0)).isEmpty();
    assertThat(watch.look(1_005_000, 5 * second)).isEmpty();
    // Stopped for an hour: both went on.
    assertThat(watch.look(4_605_000, 3605 * second)).isEmpty();
    assertThat(watch.look(1_006_000, 3606 * second)).contains(Duration.ofSeconds(-3600));
    assertThat(watch.look(1_007_000, 3607 * second)).as("once").isEmpty();
    assertThat(watch.look(1_068_000, 3608 * second)).contains(Duration.ofSeconds(60));
  }
}
