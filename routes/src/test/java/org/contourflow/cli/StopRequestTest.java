package org.contourflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Eventually.HANGS)
class StopRequestTest {
  private final StopRequest stop = new StopRequest();

  @Test
  void before_anything_is_open_nobody_waits_and_nothing_is_opened_any_more() {
    stop.ask();
    assertThat(stop.isAsked()).isTrue();
    assertThat(stop.mayOpen()).isFalse();
  }

  @Test
  void what_is_open_is_closed_first() throws Exception {
    assertThat(stop.mayOpen()).isTrue();
    Thread end = new Thread(stop::ask);
    end.start();
    stop.await();
    Eventually.holds("it waits", () -> end.getState() == Thread.State.TIMED_WAITING);
    stop.close();
    end.join();
  }
}
