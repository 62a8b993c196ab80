package org.contourflow.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.contourflow.geometry.SliceOrientation;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.array.CtBox;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1 << 20;
  private static final long PROCESS = MemoryEstimate.PROCESS_BYTES;

  private final MemoryBudget budget = new MemoryBudget(PROCESS + 100 * MIB);

  @Test
  void weights_are_held_until_they_are_released() {
    assertThat(budget.hold(60 * MIB)).isTrue();
    assertThat(budget.hold(60 * MIB)).as("a second network does not fit").isFalse();
    assertThat(budget.leftForRunsBytes()).isEqualTo(40 * MIB);
    budget.release(60 * MIB);
    assertThat(budget.hold(60 * MIB)).isTrue();
  }

  @Test
  void a_run_that_never_fits_does_not_wait() {
    assertThatThrownBy(() -> budget.begin(101 * MIB, () -> false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_run_that_waits_can_be_stopped() {
    MemoryBudget.Run first = budget.begin(80 * MIB, () -> false);
    assertThatThrownBy(() -> budget.begin(80 * MIB, () -> true))
        .isInstanceOf(CancellationException.class);
    first.close();
    budget.begin(80 * MIB, () -> true).close();
  }

  @Test
  void two_networks_whose_runs_do_not_fit_together_run_one_after_the_other() throws Exception {
    CtVolume ct = TestModels.ct(SliceOrientation.AXIAL, 16, 32, 32, p -> 0);
    var model =
        TestModels.of(
            "orientation: LPS", "[]", "patch: [16, 16, 16], placement: fixed, step: 1", "");
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FunctionNetwork network =
        new FunctionNetwork(
            3,
            (at, shape, v) -> {
              if (at[0] + at[1] + at[2] == 0) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                pause();
                running.decrementAndGet();
              }
              return new float[] {1, 0, 0};
            });
    long run = MemoryEstimate.of(model.manifest(), ct.grid(), box(ct)).runBytes();
    MemoryBudget oneAtATime = new MemoryBudget(PROCESS + run * 3 / 2);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TiledSegmenter segmenter = new TiledSegmenter(model, List.of(network), oneAtATime);
      done.add(
          threads.submit(
              () ->
                  assertThat(segmenter.segment(ct, SegmentationListener.NONE))
                      .isInstanceOf(Completed.class)));
    }
    for (Future<?> f : done) {
      f.get();
    }
    threads.shutdown();
    assertThat(most).hasValue(1);
  }

  private static CtBox box(CtVolume ct) {
    return CtBox.whole(ct.grid());
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
