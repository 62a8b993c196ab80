package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many small series through a whole service: memory, threads and open files do not grow, and it is
 * told where the time goes. {@code -Dcontourflow.soak.series=1000} for the long one.
 */
@Tag("long")
class ServiceSoakTest {
  private static final int SERIES = Integer.getInteger("contourflow.soak.series", 50);
  private static final int LARGEST_BATCH = 50;
  private static final int BATCHES = Math.max(5, SERIES / LARGEST_BATCH);
  private static final int BATCH = SERIES / BATCHES;
  private static final double MOST_MEGABYTES_MORE = 12;
  private static final int MOST_HANDLES_MORE = 10;

  @TempDir Path root;

  private final List<Level> levels = new ArrayList<>();

  /** What the process holds between two batches. */
  private record Level(
      double heapMegabytes,
      long residentMegabytes,
      int threads,
      long files,
      double minutes,
      double cpuSeconds) {
    static Level now() throws IOException {
      System.gc();
      System.gc();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      return new Level(
          heap / 1e6,
          residentKilobytes() / 1000,
          threads,
          openFiles(),
          ManagementFactory.getRuntimeMXBean().getUptime() / 60_000.0,
          ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis()
              / 1000.0);
    }

    /** 0 where the system does not say. */
    private static long residentKilobytes() throws IOException {
      Path own = Path.of("/proc/self/status");
      if (!Files.isReadable(own)) {
        return 0;
      }
      return Files.readAllLines(own).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }

    /** 0 where the system does not say. */
    private static long openFiles() throws IOException {
      Path own = Path.of("/proc/self/fd");
      if (!Files.isDirectory(own)) {
        return 0;
      }
      try (Stream<Path> files = Files.list(own)) {
        return files.count();
      }
    }
  }

  private Settings settings() {
    DicomSettings.Listener off =
        new DicomSettings.Listener(
            false, null, null, null, null, null, null, null, 0, null, null, null);
    return new Settings(
        root.resolve("home"),
        new Settings.Inbox(null, 1, 1, 2, null),
        off,
        new AssemblySettings(1, 20, null, null),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private void drop(Daemon daemon, int number) throws IOException {
    Path source = root.resolve("s" + number);
    HostileInput.tiny().seed(number).build().writeTo(source);
    Files.move(source, daemon.home().inbox().resolve("s" + number));
  }

  private static boolean done(Daemon daemon, int series) {
    return daemon.cases().all().stream().filter(c -> c.state() == CaseState.DELIVERED).count()
            == series
        && daemon.queue().reportsDue() == 0;
  }

  @Test
  void memory_threads_and_open_files_do_not_grow() throws Exception {
    try (Daemon daemon =
        new Daemon(
            settings(),
            Protocols.always(new FixedCost(Duration.ZERO)),
            id -> SegmentationListener.NONE)) {
      daemon.start();
      Instant begun = Instant.now();
      for (int batch = 1; batch <= BATCHES; batch++) {
        int upTo = batch * BATCH;
        for (int i = upTo - BATCH; i < upTo; i++) {
          drop(daemon, i);
        }
        Eventually.holds(upTo + " are delivered", () -> done(daemon, upTo));
        levels.add(Level.now());
        System.out.println("SOAK after " + upTo + ": " + levels.get(batch - 1));
      }
      double minutes = Duration.between(begun, Instant.now()).toMillis() / 60_000.0;
      System.out.printf(
          Locale.ROOT,
          "SOAK: %d series of 10 slices, %.1f a minute, series written by the test included%n",
          SERIES,
          SERIES / minutes);
      System.out.println(where(daemon));
      flat();
    }
  }

  /**
   * The least of the later half of the batches against the least of those before: single looks
   * differ by what the collector has not taken yet. The first fifth loads classes and fills caches.
   */
  private void flat() {
    List<Level> before = levels.subList(Math.max(1, BATCHES / 5), BATCHES / 2);
    List<Level> after = levels.subList(BATCHES / 2, BATCHES);
    assertThat(least(after, Level::heapMegabytes))
        .isLessThan(least(before, Level::heapMegabytes) + MOST_MEGABYTES_MORE);
    assertThat(least(after, Level::threads))
        .isLessThan(least(before, Level::threads) + MOST_HANDLES_MORE);
    assertThat(least(after, Level::files))
        .isLessThan(least(before, Level::files) + MOST_HANDLES_MORE);
  }

  private static double least(List<Level> of, ToDoubleFunction<Level> what) {
    return of.stream().mapToDouble(what).min().orElseThrow();
  }

  /** Mean seconds of a case between the events on its way, waiting included. */
  private static String where(Daemon daemon) {
    List<EventType> way =
        List.of(
            EventType.CASE_CREATED,
            EventType.CONTOURING_STARTED,
            EventType.CONTOURED,
            EventType.STRUCTURE_SET_WRITTEN,
            EventType.STRUCTURE_SET_CHECKED,
            EventType.DELIVERED,
            EventType.REPORT_WRITTEN);
    Map<EventType, Double> seconds = new EnumMap<>(EventType.class);
    daemon
        .cases()
        .all()
        .forEach(
            c -> {
              Instant before = null;
              for (Event event : daemon.runLog().eventsOf(c.caseId())) {
                if (way.contains(event.type())) {
                  double took =
                      before == null ? 0 : Duration.between(before, event.at()).toMillis() / 1000.0;
                  seconds.merge(event.type(), took / SERIES, Double::sum);
                  before = event.at();
                }
              }
            });
    StringBuilder text = new StringBuilder("  mean seconds until each event, from the one before:");
    seconds.forEach(
        (type, mean) -> text.append(String.format(Locale.ROOT, " %s %.2f", type, mean)));
    return text.toString();
  }
}
