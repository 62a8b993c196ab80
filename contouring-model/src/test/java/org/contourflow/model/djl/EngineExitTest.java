package org.contourflow.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JVM ends between two runs of a network, never within one. */
@Timeout(Eventually.HANGS)
class EngineExitTest {
  private final EngineExit exit = new EngineExit();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private int longRun() {
    inside.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  @Test
  void the_end_waits_for_a_run_and_lets_none_begin_after_it() throws InterruptedException {
    Thread run = daemon(() -> exit.inside(this::longRun));
    inside.await();
    Thread end = daemon(exit::onExit);
    while (end.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(run.isAlive()).isTrue();
    goOn.countDown();
    end.join();
    run.join();
    CountDownLatch began = new CountDownLatch(1);
    Thread late =
        daemon(
            () ->
                exit.inside(
                    () -> {
                      began.countDown();
                      return 0;
                    }));
    while (late.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(began.getCount()).isEqualTo(1);
  }

  @Test
  void runs_beside_each_other_do_not_wait_for_each_other() throws InterruptedException {
    daemon(() -> exit.inside(this::longRun));
    inside.await();
    Thread other = daemon(() -> exit.inside(() -> 2));
    other.join(); // It would not return, and the test hang, if it waited for the first.
    goOn.countDown();
  }
}
