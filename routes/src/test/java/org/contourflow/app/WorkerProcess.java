package org.contourflow.app;

import java.io.IOException;
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

/** A worker in a process of its own, with a stand-in network of a fixed cost. */
final class WorkerProcess {
  /** What it says once it takes cases. */
  static final String READY = "the worker takes cases";

  private WorkerProcess() {}

  /** Settings of a service that contours nothing itself, and of its workers. */
  static Settings settings(Path home, String storeUrl) {
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
        .withStore(new StoreSettings(storeUrl, Optional.empty(), Optional.empty(), 5));
  }

  /** Starts one; what it says goes to {@code log}. */
  static Process start(Path home, String storeUrl, Duration cost, String version, Path log)
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
            home.toString(),
            storeUrl,
            Long.toString(cost.toMillis()),
            version)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Arguments: home, URL of the store, cost in ms, version of the network. */
  public static void main(String[] arguments) throws Exception {
    FixedCost network =
        new FixedCost(
            Duration.ofMillis(Long.parseLong(arguments[2])),
            arguments[3],
            new ConcurrentHashMap<>());
    try (ContouringWorker worker =
        new ContouringWorker(
            settings(Path.of(arguments[0]), arguments[1]),
            Protocols.always(network),
            id -> SegmentationListener.NONE)) {
      worker.start();
      System.out.println(READY);
      new CountDownLatch(1).await();
    }
  }
}
