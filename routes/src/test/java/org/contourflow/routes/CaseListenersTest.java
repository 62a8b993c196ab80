package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.contourflow.audit.Event;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationListener.Progress;
import org.contourflow.testdata.SettableClock;
import org.junit.jupiter.api.Test;

class CaseListenersTest {
  private final MemoryRunLog runLog = new MemoryRunLog();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));

  private final CaseListeners listeners =
      new CaseListeners(runLog, clock, Duration.ofSeconds(10), id -> SegmentationListener.NONE);

  @Test
  void the_run_log_hears_of_a_long_case_every_ten_seconds_and_not_of_every_tile() {
    SegmentationListener listener = listeners.apply("case-000001");
    for (int tile = 1; tile <= 60; tile++) {
      clock.pass(Duration.ofSeconds(1));
      listener.progressed(new Progress("net 1.0", "tiles", tile, 60));
    }
    assertThat(runLog.all())
        .extracting(Event::text)
        .containsExactly(
            "net 1.0: tiles 10 of 60",
            "net 1.0: tiles 20 of 60",
            "net 1.0: tiles 30 of 60",
            "net 1.0: tiles 40 of 60",
            "net 1.0: tiles 50 of 60",
            "net 1.0: tiles 60 of 60");
  }

  @Test
  void a_stop_is_for_one_case_and_final() {
    SegmentationListener one = listeners.apply("case-000001");
    SegmentationListener other = listeners.apply("case-000002");
    assertThat(one.isCancelled()).isFalse();
    listeners.stop("case-000001");
    assertThat(one.isCancelled()).isTrue();
    assertThat(one.mayResume()).isFalse();
    assertThat(other.isCancelled()).isFalse();
    assertThat(other.mayResume()).isTrue();
  }

  @Test
  void a_stop_heard_from_another_process_ends_when_the_case_is_taken_up_again() {
    SegmentationListener one = listeners.apply("case-000001");
    listeners.stopOnly(List.of("case-000001"));
    assertThat(one.isCancelled()).isTrue();
    listeners.stopOnly(List.of("case-000001", "case-000002"));
    assertThat(one.mayResume()).isFalse();
    listeners.stopOnly(List.of("case-000002"));
    assertThat(one.isCancelled()).isFalse();
    assertThat(listeners.apply("case-000002").isCancelled()).isTrue();
    assertThat(runLog.all()).isEmpty();
  }
}
