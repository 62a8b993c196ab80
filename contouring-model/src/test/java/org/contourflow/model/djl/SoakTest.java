package org.contourflow.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.engine.MemoryBudget;
import org.contourflow.model.engine.TiledSegmenter;
import org.contourflow.model.manifest.ModelManifest.HashedFile;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 200 cases through one loaded network, each on a thread of its own, as a daemon's might be. */
@Tag("long")
class SoakTest {
  private static final int RUNS = 200;
  private static final int WARM_UP = 20;
  private static final long MOST_GROWTH_KB = 48 * 1024;
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void two_hundred_runs_leave_no_memory_behind_and_give_the_same_masks() throws Exception {
    assumeTrue(Files.exists(STATUS), "resident memory is read from /proc");
    RegisteredModel model =
        ModelRegistry.open(Path.of("src/test/resources/networks")).find("example").orElseThrow();
    HashedFile file = model.manifest().weights().get(0);
    CtVolume ct = NiftiReader.read(model.folder().resolve("ct.nii.gz")).toCt();
    TorchNetwork network = TorchNetwork.load(file.name(), model.read(file), file.sha256(), 0);
    try (TiledSegmenter segmenter =
        new TiledSegmenter(model, List.of(network), new MemoryBudget(2L << 30))) {
      List<BitSet> first = masks(segmenter, ct);
      long rss = 0;
      int open = 0;
      for (int run = 1; run < RUNS; run++) {
        if (run == WARM_UP) {
          rss = residentKb();
          open = network.openResources();
        }
        assertThat(masks(segmenter, ct)).as("run %d", run).isEqualTo(first);
      }
      assertThat(network.openResources()).as("arrays on the model's manager").isEqualTo(open);
      assertThat(network.idlePredictors()).as("predictors").isEqualTo(1);
      assertThat(residentKb() - rss).as("growth in kB").isLessThan(MOST_GROWTH_KB);
    }
  }

  private static List<BitSet> masks(TiledSegmenter segmenter, CtVolume ct) throws Exception {
    AtomicReference<SegmentationOutcome> outcome = new AtomicReference<>();
    Thread thread = new Thread(() -> outcome.set(segmenter.segment(ct, SegmentationListener.NONE)));
    thread.start();
    thread.join();
    assertThat(outcome.get()).isInstanceOf(Completed.class);
    return ((Completed) outcome.get()).structures().stream().map(s -> s.mask().toBitSet()).toList();
  }

  /** After a collection, so that Java's own garbage is not taken for a leak. */
  private static long residentKb() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .map(l -> l.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
