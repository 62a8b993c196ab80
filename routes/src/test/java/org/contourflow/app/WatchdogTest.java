package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.routes.Health;
import org.contourflow.routes.Loops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WatchdogTest {
  @TempDir Path home;
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final Loops loops = new Loops(runLog);

  @Test
  void a_loop_that_stands_is_told_once_in_run_log_and_health_and_so_is_its_turning()
      throws Exception {
    Loops.Loop loop = loops.byClock("assembly", Duration.ofHours(1));
    Watchdog watchdog = new Watchdog(loops, runLog, home);
    Duration fresh = Duration.ofHours(3);
    assertThat(Health.problems(home, fresh)).singleElement().asString().contains("no Contourflow");
    watchdog.look(Instant.now());
    assertThat(Health.problems(home, fresh)).isEmpty();
    assertThat(runLog.all()).isEmpty();
    watchdog.look(Instant.now().plusSeconds(3610));
    watchdog.look(Instant.now().plusSeconds(3611));
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

  @Test
  void a_look_that_the_end_interrupts_is_no_failure() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    Watchdog watchdog =
        new Watchdog(
            loops,
            runLog,
            home,
            () -> {
              looking.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted in a write");
              }
              return List.of();
            });
    Logger log = (Logger) LoggerFactory.getLogger(Watchdog.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    log.addAppender(told);
    try {
      watchdog.start();
      assertThat(looking.await(4, TimeUnit.MINUTES)).isTrue();
      watchdog.stop();
    } finally {
      log.detachAppender(told);
    }
    assertThat(told.list).isEmpty();
  }

  @Test
  void a_look_that_fails_is_told_and_the_watch_goes_on() throws Exception {
    CountDownLatch looks = new CountDownLatch(2);
    Watchdog watchdog =
        new Watchdog(
            loops,
            runLog,
            home,
            () -> {
              looks.countDown();
              Thread.currentThread().interrupt();
              throw new IllegalStateException("a look that fails, interrupted by somebody else");
            });
    Logger log = (Logger) LoggerFactory.getLogger(Watchdog.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    log.addAppender(told);
    try {
      watchdog.start();
      assertThat(looks.await(4, TimeUnit.MINUTES)).isTrue();
      watchdog.stop();
    } finally {
      log.detachAppender(told);
    }
    assertThat(told.list)
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.getLevel()).isEqualTo(Level.ERROR));
  }
}
