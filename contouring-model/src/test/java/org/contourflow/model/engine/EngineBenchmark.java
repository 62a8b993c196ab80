package org.contourflow.model.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.model.djl.Segmenters;
import org.contourflow.model.djl.TorchEngine;
import org.contourflow.model.manifest.ModelRegistry;
import org.contourflow.model.manifest.RegisteredModel;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.io.NiftiReader;

/**
 * CPU seconds of each part of a run, all threads: CPU, because other work on the machine changes
 * wall time. Arguments: registry folder, model, CT as NIfTI. See docs/benchmark-inference.md.
 */
final class EngineBenchmark {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Map<String, Double> seconds = new TreeMap<>();
  private double last = cpu();
  private int tiles;

  private static double cpu() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  private void done(String step) {
    double now = cpu();
    seconds.merge(step, now - last, Double::sum);
    last = now;
  }

  private SegmentationListener listener() {
    return progress -> {
      done(progress.step());
      tiles = progress.step().equals("tiles") ? progress.done() : tiles;
    };
  }

  private Completed run(TiledSegmenter segmenter, CtVolume ct) {
    return (Completed)
        segmenter.contour(
            ct,
            listener(),
            next ->
                (plane, classes) -> {
                  done("tiles");
                  next.accept(plane, classes);
                  done("restoring");
                });
  }

  public static void main(String[] arguments) throws IOException {
    TorchEngine.use(new EngineSettings(2, "cpu", EngineSettings.DEFAULT_MEMORY_MB));
    RegisteredModel model =
        ModelRegistry.open(Path.of(arguments[0])).find(arguments[1]).orElseThrow();
    EngineBenchmark benchmark = new EngineBenchmark();
    CtVolume ct = NiftiReader.read(Path.of(arguments[2])).toCt();
    benchmark.done("reading");
    String precision;
    try (TiledSegmenter segmenter = Segmenters.unguarded(model)) {
      benchmark.done("loading");
      Completed completed = benchmark.run(segmenter, ct);
      precision = completed.present().size() + " structures";
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %d tiles: cpu s %s, all %.1f; %s%n",
        precision,
        benchmark.tiles,
        benchmark.seconds.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue()))
            .toList(),
        cpu(),
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmHWM"))
            .findFirst()
            .orElse(""));
  }
}
