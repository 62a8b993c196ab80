package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Eventually.HANGS)
class LoopsTest {
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final Loops loops = new Loops(runLog);

  private boolean good(Instant at) {
    return loops.states(at).get(0).good();
  }

  @Test
  void an_item_that_throws_anything_is_told_once_and_the_next_is_done() {
    Loops.Loop loop = loops.byClock("assembly", Duration.ofHours(1));
    for (Throwable thrown :
        new Throwable[] {
          new OutOfMemoryError("x"), new StackOverflowError(), new OutOfMemoryError("y"),
        }) {
      String answer =
          loop.turn(
              () -> {
                if (thrown instanceof Error error) {
                  throw error;
                }
                return "done";
              },
              "otherwise");
      assertThat(answer).isEqualTo("otherwise");
    }
    assertThat(loop.turn(() -> "done", "otherwise")).isEqualTo("done");
    assertThat(runLog.types())
        .containsOnly(EventType.ITEM_FAILED)
        .as("another kind each time")
        .hasSize(3);
    assertThat(runLog.all().get(0).text()).doesNotContain("x");
  }

  @Test
  void a_loop_by_the_clock_stands_when_it_has_not_turned_for_long() {
    Loops.Loop loop = loops.byClock("assembly", Duration.ofHours(1));
    Instant now = Instant.now();
    assertThat(good(now)).isTrue();
    assertThat(good(now.plusSeconds(3601))).isFalse();
    loop.turn(() -> "", "");
    assertThat(good(Instant.now().plusSeconds(1800))).isTrue();
  }

  @Test
  void a_loop_by_work_stands_only_while_there_is_work() throws Exception {
    AtomicInteger waiting = new AtomicInteger();
    Loops.Loop loop = loops.byWork("contour", Duration.ofHours(1), waiting::get);
    Instant now = Instant.now();
    assertThat(good(now.plusSeconds(36_000))).as("idle").isTrue();
    waiting.set(1);
    assertThat(good(now.plusSeconds(36_000 + 3601))).as("its thread is gone").isFalse();
    waiting.set(0);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread worker =
        new Thread(
            () ->
                loop.turn(
                    () -> {
                      begun.countDown();
                      end.await();
                      return true;
                    },
                    false));
    worker.start();
    begun.await();
    assertThat(good(Instant.now().plusSeconds(3601))).as("stuck in an item").isFalse();
    loop.beat();
    assertThat(good(Instant.now().plusSeconds(1800))).isTrue();
    end.countDown();
    worker.join();
  }
}
