package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.contourflow.audit.EventType;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thread that is interrupted while it writes, as servers, pools and schedulers do when they end,
 * does not close the store for all others.
 */
class InterruptedStoreTest {
  private static final int INTERRUPTS = 200;

  @TempDir Path folder;

  @Test
  void an_interrupt_in_the_middle_of_a_write_leaves_the_store_open() throws Exception {
    try (Database database = Database.embedded(folder)) {
      JdbcRunLog log = new JdbcRunLog(database, Clock.systemUTC());
      AtomicInteger tried = new AtomicInteger();
      AtomicBoolean goOn = new AtomicBoolean(true);
      Thread writer = new Thread(() -> write(log, tried, goOn), "interrupted");
      writer.start();
      for (int i = 0; i < INTERRUPTS; i++) {
        int before = tried.get();
        writer.interrupt();
        Eventually.holds("the writer goes on", () -> tried.get() > before);
      }
      goOn.set(false);
      writer.join();
      long written = log.count();
      log.append("case-000001", EventType.CONTOURING_STARTED, "afterwards");
      assertThat(log.count()).isEqualTo(written + 1);
      assertThat(log.all()).hasSize((int) written + 1);
    }
  }

  /** What an interrupted wait throws is as it may be: only the store itself is asked. */
  private static void write(JdbcRunLog log, AtomicInteger tried, AtomicBoolean goOn) {
    while (goOn.get()) {
      try {
        log.append("case-000001", EventType.CONTOURING_STARTED, "event");
      } catch (RuntimeException e) {
        Thread.interrupted();
      }
      tried.incrementAndGet();
    }
  }
}
