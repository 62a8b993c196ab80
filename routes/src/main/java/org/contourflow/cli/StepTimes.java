package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.contourflow.model.SegmentationListener;

/** How long each step of a run took, and what the process took of memory. */
final class StepTimes implements SegmentationListener {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private final Map<String, Integer> pieces = new LinkedHashMap<>();
  private long last = System.nanoTime();

  @Override
  public void progressed(Progress progress) {
    long now = System.nanoTime();
    nanos.merge(progress.step(), now - last, Long::sum);
    pieces.merge(progress.step(), progress.done(), Math::max);
    last = now;
  }

  /** Tells another listener too, which may stop the run. */
  SegmentationListener and(SegmentationListener other) {
    return new SegmentationListener() {
      @Override
      public void progressed(Progress progress) {
        StepTimes.this.progressed(progress);
        other.progressed(progress);
      }

      @Override
      public boolean isCancelled() {
        return other.isCancelled();
      }
    };
  }

  @Override
  public String toString() {
    return nanos.entrySet().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT,
                        "%s %.2f s (%d)",
                        e.getKey(),
                        e.getValue() / 1e9,
                        pieces.get(e.getKey())))
            .collect(Collectors.joining(", "))
        + peak();
  }

  /** The process's largest resident memory, where the system tells. */
  private static String peak() {
    if (!Files.isReadable(STATUS)) {
      return "";
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(l -> l.startsWith("VmHWM:"))
          .map(l -> "; peak " + Long.parseLong(l.replaceAll("\\D", "")) / 1024 + " MiB")
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
