package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.ContouringSettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.config.StoreSettings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;

/** A worker in a process of its own, with a stand-in network of a fixed cost. */
final class WorkerProcess {
  /** What it says once it waits for {@link #go}. */
  static final String READY = "the worker is ready";

  private WorkerProcess() {}

  /**
   * Settings of a service that contours nothing itself, and of its workers.
   *
   * @param leaseSeconds how long a worker may stand still before another takes its cases
   */
  static Settings settings(Path home, String storeUrl, int leaseSeconds) {
    return new Settings(
            home,
            new Settings.Inbox(null, 1, 1, 2, null),
            DicomSettings.Listener.loopback(),
            new AssemblySettings(1, 20, null, null),
            new ContouringSettings(null, null, null, null, null, null, false),
            null,
            null,
            null,
            null,
            null,
            null,
            null)
        .withStore(new StoreSettings(storeUrl, Optional.empty(), Optional.empty(), leaseSeconds));
  }

  /** Starts one; what it says goes to {@code log}. */
  static Process start(Settings settings, Duration cost, String version, Path log)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerProcess.class.getName(),
            settings.home().toString(),
            settings.store().url(),
            Long.toString(cost.toMillis()),
            version,
            Integer.toString(settings.store().leaseSeconds()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Lets all workers of a home begin. */
  static void go(Path home) throws IOException {
    Files.createFile(goFile(home));
  }

  private static Path goFile(Path home) {
    return home.resolveSibling(home.getFileName() + ".go");
  }

  /** Arguments: home, URL of the store, cost in ms, version of the network, seconds of a lease. */
  public static void main(String[] arguments) throws Exception {
    FixedCost network =
        new FixedCost(
            Duration.ofMillis(Long.parseLong(arguments[2])),
            arguments[3],
            new ConcurrentHashMap<>());
    try (ContouringWorker worker =
        new ContouringWorker(
            settings(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[4])),
            Protocols.always(network),
            id -> SegmentationListener.NONE)) {
      System.out.println(READY);
      Eventually.holds("it may begin", () -> Files.exists(goFile(Path.of(arguments[0]))));
      worker.start();
      new CountDownLatch(1).await();
    }
  }
}
