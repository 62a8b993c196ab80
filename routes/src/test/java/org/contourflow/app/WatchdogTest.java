package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.routes.Health;
import org.contourflow.routes.Loops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
  @TempDir Path home;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final Loops loops = new Loops(runLog);

  @Test
  void a_loop_that_stands_is_told_once_in_run_log_and_health_and_so_is_its_turning()
      throws Exception {
    Loops.Loop loop = loops.byClock("assembly", Duration.ofSeconds(5));
    Watchdog watchdog = new Watchdog(loops, runLog, home);
    Duration fresh = Duration.ofMinutes(5);
    assertThat(Health.problems(home, fresh)).singleElement().asString().contains("no Contourflow");
    watchdog.look(Instant.now());
    assertThat(Health.problems(home, fresh)).isEmpty();
    assertThat(runLog.all()).isEmpty();
    watchdog.look(Instant.now().plusSeconds(10));
    watchdog.look(Instant.now().plusSeconds(11));
    assertThat(Health.problems(home, fresh))
        .singleElement()
        .asString()
        .contains("assembly", "has not turned");
    loop.beat();
    watchdog.look(Instant.now());
    assertThat(Health.problems(home, fresh)).isEmpty();
    assertThat(runLog.types()).containsExactly(EventType.LOOP_STANDS, EventType.LOOP_TURNS);
    assertThat(Health.problems(home, Duration.ofSeconds(-1)))
        .as("what was said long ago counts no more")
        .singleElement()
        .asString()
        .contains("nothing was heard");
  }

  @Test
  void the_heap_is_gone_only_when_it_is_full_and_nothing_can_be_had_several_times() {
    Runnable full =
        () -> {
          throw new OutOfMemoryError("test");
        };
    HeapGuard guard = new HeapGuard();
    assertThat(guard.isGone(95, full)).isFalse();
    assertThat(guard.isGone(95, full)).isFalse();
    assertThat(guard.isGone(95, () -> {})).as("room after all").isFalse();
    assertThat(guard.isGone(95, full)).isFalse();
    assertThat(guard.isGone(95, full)).isFalse();
    assertThat(guard.isGone(95, full)).isTrue();
    assertThat(guard.isGone(50, full)).as("not even tried").isFalse();
  }
}
