package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.config.Settings;
import org.contourflow.config.StoreSettings;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.TestKeys;

/** A daemon in a process of its own that ends, as by kill -9, at a write to its store. */
final class KilledDaemon {
  /** What a caller of its STOW-RS shows. */
  static final String TOKEN = "let-me-in";

  /** Exit status of a process that ended at its write. */
  static final int AT_THE_WRITE = 137;

  private KilledDaemon() {}

  /**
   * Where a daemon works and what it listens on.
   *
   * @param storeUrl empty: the embedded store
   * @param tps port of its target
   * @param keys folder of the stores "node" and "trust" (PKCS#12) for STOW-RS by TLS
   */
  record Place(Path home, String storeUrl, int tps, int listener, int stow, Path keys) {
    static Place of(Path root, String storeUrl, int tps) throws IOException, InterruptedException {
      Path keys = Files.createDirectories(root.resolve("keys"));
      TestKeys.make(keys, 1, "node");
      return new Place(root.resolve("home"), storeUrl, tps, FreePort.find(), FreePort.find(), keys);
    }

    Settings settings() {
      DicomWebSettings.Tls tls =
          new DicomWebSettings.Tls(
              keys.resolve("node.p12"), new Secret(TestKeys.PASSWORD), null, null);
      return new Settings(
              home,
              new Settings.Inbox(null, 1, 1, 2, null),
              new DicomSettings.Listener(
                  null, null, listener, "127.0.0.1", null, null, null, null, 0, null, null, null),
              new AssemblySettings(1, 20, null, null),
              null,
              null,
              null,
              null,
              List.of(DicomSettings.Target.of("tps", "127.0.0.1", tps, "TPS")),
              new DicomWebSettings.Server(
                  true,
                  stow,
                  "127.0.0.1",
                  null,
                  null,
                  null,
                  null,
                  null,
                  new Secret(TOKEN),
                  null,
                  null,
                  tls),
              null,
              null)
          .withStore(new StoreSettings(storeUrl, Optional.empty(), Optional.empty(), 5));
    }

    private List<String> arguments() {
      return List.of(
          home.toString(),
          storeUrl,
          Integer.toString(tps),
          Integer.toString(listener),
          Integer.toString(stow),
          keys.toString());
    }

    private static Place of(String[] arguments) {
      return new Place(
          Path.of(arguments[0]),
          arguments[1],
          Integer.parseInt(arguments[2]),
          Integer.parseInt(arguments[3]),
          Integer.parseInt(arguments[4]),
          Path.of(arguments[5]));
    }
  }

  /**
   * Starts one.
   *
   * @param mode {@code record}, which lists its writes in {@code file}, or {@code before} or {@code
   *     after}: ends at the write that the file holds
   */
  static Process start(Place place, String mode, Path file, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-Djava.awt.headless=true", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(KilledDaemon.class.getName());
    command.addAll(place.arguments());
    command.addAll(List.of(mode, file.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Arguments: those of the place, a mode and its file. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[7]);
    StoreTap.install(
        switch (arguments[6]) {
          case "record" -> new Recorder(file);
          case "before" -> Killer.thatEnds(Files.readString(file), "");
          default -> Killer.thatEnds("", Files.readString(file));
        });
    Protocols protocols = Protocols.always(new FixedCost(Duration.ofMillis(50)));
    try (Daemon daemon =
        new Daemon(Place.of(arguments).settings(), protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      new CountDownLatch(1).await();
    }
  }

  /** Ends the process at its write, or once nothing has been written for a while. */
  private static final class Killer implements StoreTap.Listener {
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final String before;
    private final String after;
    private volatile long lastWrite = System.nanoTime() + LONGEST_START.toNanos();

    private Killer(String before, String after) {
      this.before = before;
      this.after = after;
    }

    static Killer thatEnds(String before, String after) {
      Killer killer = new Killer(before, after);
      Thread idle = new Thread(killer::endWhenIdle, "idle");
      idle.setDaemon(true);
      idle.start();
      return killer;
    }

    @Override
    public void before(String sql) {
      endIf(sql.equals(before));
    }

    @Override
    public void after(String sql) {
      endIf(sql.equals(after));
      if (!sql.contains("set lease_until")) {
        lastWrite = System.nanoTime(); // A sign of life is no work.
      }
    }

    private static void endIf(boolean now) {
      if (now) {
        Runtime.getRuntime().halt(AT_THE_WRITE);
      }
    }

    private void endWhenIdle() {
      try {
        while (System.nanoTime() - lastWrite < IDLE.toNanos()) {
          Thread.sleep(500);
        }
        Runtime.getRuntime().halt(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Recorder(Path file, Set<String> seen) implements StoreTap.Listener {
    Recorder(Path file) {
      this(file, ConcurrentHashMap.newKeySet());
    }

    @Override
    public void before(String sql) {
      // Only what is committed is a step.
    }

    @Override
    public void after(String sql) {
      if (seen.add(sql)) {
        try {
          Files.writeString(file, sql + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
