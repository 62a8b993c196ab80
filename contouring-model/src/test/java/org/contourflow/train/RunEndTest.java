package org.contourflow.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunEndTest {
  @TempDir Path folder;

  @Test
  void a_run_ends_when_patience_does_and_a_new_best_renews_it() {
    BestDice best = new BestDice(2);
    assertThat(best.isNewBest(0.5)).isTrue();
    assertThat(best.isNewBest(0.4)).isFalse();
    assertThat(best.isNewBest(0.6)).isTrue();
    assertThat(best.isNewBest(0.6)).isFalse();
    assertThat(best.endsTheRun()).isFalse();
    assertThat(best.isNewBest(0.59)).isFalse();
    assertThat(best.endsTheRun()).isTrue();
  }

  @Test
  void without_patience_a_run_never_ends_early() {
    BestDice best = new BestDice(0);
    for (int i = 0; i < 50; i++) {
      best.isNewBest(0);
    }
    assertThat(best.endsTheRun()).isFalse();
  }

  @Test
  void what_was_not_measured_is_no_best_and_costs_no_patience() {
    BestDice best = new BestDice(1);
    for (int i = 0; i < 5; i++) {
      assertThat(best.isNewBest(Double.NaN)).isFalse();
    }
    assertThat(best.endsTheRun()).isFalse();
    assertThat(best.isNewBest(0)).isTrue();
  }

  @Test
  void a_resumed_run_remembers_the_best_of_its_own_past_only() throws IOException {
    Path csv = folder.resolve("dice.csv");
    Files.writeString(csv, "step,mean,Brainstem\n10,0.5,0.5\n20,0.4,0.4\n30,0.9,0.9\n");
    BestDice best = new BestDice(2);
    best.resume(csv, 20);
    assertThat(best.endsTheRun()).isFalse();
    assertThat(best.isNewBest(0.45)).isFalse();
    assertThat(best.endsTheRun()).isTrue();
  }

  @Test
  @Timeout(Eventually.HANGS)
  void the_end_of_the_jvm_waits_until_the_run_has_written_its_checkpoint() throws Exception {
    StopSignal signal = new StopSignal();
    assertThat(signal.isRequested()).isFalse();
    Thread exit = new Thread(signal::onExit);
    exit.start();
    Eventually.holds("it waits", () -> exit.getState() == Thread.State.TIMED_WAITING);
    assertThat(signal.isRequested()).isTrue();
    signal.close();
    exit.join();
  }
}
