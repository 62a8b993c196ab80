package org.contourflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.contourflow.app.Daemon;
import org.contourflow.app.Logs;
import org.contourflow.app.Protocols;
import org.contourflow.audit.Event;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.home.Home;
import org.contourflow.series.MissingUids;
import org.contourflow.testdata.Phantom;
import org.contourflow.workflow.CaseFolder;

/** The whole way once, told step by step. */
final class Demo {
  private static final String TPS = "DEMO_TPS";

  private final Optional<Path> source;
  private final Optional<Path> wantedHome;
  private final Duration timeout;
  private final boolean deriveUids;
  private final boolean console;

  Demo(
      Optional<Path> source,
      Optional<Path> wantedHome,
      int timeoutMinutes,
      boolean deriveUids,
      boolean console) {
    this.source = source;
    this.wantedHome = wantedHome;
    this.timeout = Duration.ofMinutes(timeoutMinutes);
    this.deriveUids = deriveUids;
    this.console = console;
  }

  int run() throws IOException, InterruptedException {
    Path root =
        wantedHome.isPresent()
            ? Files.createDirectories(wantedHome.get()).toAbsolutePath()
            : Files.createTempDirectory("contourflow-demo-");
    Path home = root.resolve("home");
    Logs.toFolder(home.resolve("logs"));
    Path dropped = series(root);
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool)) {
      tps.start();
      Settings settings = settings(home, tps.port());
      say("Loading the network ...");
      try (Protocols protocols = RunCommand.protocols(settings);
          ProgressLine progress = new ProgressLine();
          Daemon daemon = new Daemon(settings, protocols, id -> progress)) {
        daemon.start();
        drop(dropped, daemon.home().inbox());
        boolean good = await(daemon);
        int status = good ? report(daemon, spool) : 1;
        if (console) {
          stay(daemon);
        } else if (good) {
          say("");
          say("To see it in a browser: contourflow demo --console");
        }
        return status;
      }
    } finally {
      Logs.stop();
    }
  }

  /** The console stays open with the case in it until the demo is stopped. */
  private static void stay(Daemon daemon) throws InterruptedException {
    Daemon.Served served =
        daemon
            .serveConsole()
            .orElseThrow(() -> Failure.refused("the console cannot be served; the log says why"));
    say("");
    RunCommand.tellConsole(served);
    say("It stays open until you stop the demo (Ctrl-C).");
    new CountDownLatch(1).await();
  }

  private Path series(Path root) throws IOException {
    if (source.isPresent()) {
      if (!Files.exists(source.get())) {
        throw Failure.refused(source.get() + " is not there");
      }
      if (!holdsAFile(source.get())) {
        throw Failure.refused(source.get() + ": there is no file in it");
      }
      say("Using the CT series of " + source.get());
      return source.get();
    }
    say("Making a synthetic patient: a phantom of 90 slices ...");
    Path folder = Files.createDirectories(root.resolve("phantom"));
    Phantom.detailed().build().writeTo(folder);
    return folder;
  }

  /** Locks and what a file manager hides do not count; a folder that changes meanwhile has one. */
  private static boolean holdsAFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .anyMatch(file -> !file.getFileName().toString().startsWith("."));
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  /** The planning system of the demo: it takes an RTSTRUCT and keeps it. */
  private static DicomListener tps(Spool spool) throws IOException {
    ListenerSettings settings = ListenerSettings.of(TPS, 0).withBindAddress("127.0.0.1");
    return new DicomListener(settings, spool, instance -> InstanceSink.Decision.accepted());
  }

  private Settings settings(Path home, int tpsPort) {
    Settings plain =
        new Settings(
            home,
            new Settings.Inbox(null, 1, 1, null, null),
            DicomSettings.Listener.loopback(),
            new AssemblySettings(3, 10, null, deriveUids ? MissingUids.DERIVE : null),
            null,
            null,
            null,
            null,
            List.of(DicomSettings.Target.of("tps", "127.0.0.1", tpsPort, TPS)),
            null,
            null,
            null);
    return console ? plain.withConsole(ConsoleSettings.anyPort()) : plain;
  }

  /** Copies, as a physicist's drop would: the source stays as it is. */
  private static void drop(Path source, Path inbox) throws IOException {
    say("Dropping it into the inbox " + inbox);
    if (Files.isRegularFile(source)) {
      Files.copy(source, inbox.resolve(source.getFileName()));
      return;
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path target = inbox.resolve("dropped").resolve(source.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** Waits until every case is at its end and nothing is left to be judged. */
  private boolean await(Daemon daemon) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(timeout);
    while (Instant.now().isBefore(end)) {
      Thread.sleep(500);
      List<CaseRecord> cases = daemon.cases().all();
      boolean settled =
          daemon.arrivals().seriesIn(SeriesState.OPEN).isEmpty()
              && daemon.cases().unfinished().isEmpty()
              && daemon.queue().reportsDue() == 0;
      boolean held =
          !daemon.arrivals().seriesIn(SeriesState.HELD).isEmpty()
              || !daemon.arrivals().seriesIn(SeriesState.UNMATCHED).isEmpty()
              || !daemon.arrivals().seriesIn(SeriesState.QUARANTINED).isEmpty();
      if (settled && (!cases.isEmpty() || held)) {
        return cases.stream().anyMatch(c -> c.state() == CaseState.DELIVERED);
      }
      if (settled && allPutAside(daemon.home())) {
        throw Failure.refused(
            "nothing that was dropped became a CT series; what was put aside says why: "
                + daemon.home().quarantine());
      }
    }
    throw Failure.refused("the demo did not end within " + timeout.toMinutes() + " minutes");
  }

  /** Whether there is no file left that might yet become a slice, and some that did not. */
  private static boolean allPutAside(Home home) throws IOException {
    return !holdsAFile(home.inbox())
        && !holdsAFile(home.incoming())
        && !holdsAFile(home.store())
        && holdsAFile(home.quarantine());
  }

  private static int report(Daemon daemon, Spool tps) throws IOException {
    System.out.println();
    System.out.println("Run log:");
    for (Event e : daemon.runLog().all()) {
      System.out.printf("  %s %-12s %-22s %s%n", e.at(), e.caseId(), e.type(), e.text());
    }
    daemon
        .verifyAudit()
        .firstBreak()
        .ifPresent(b -> System.out.println("  THE RUN LOG'S CHAIN IS BROKEN: " + b));
    System.out.println();
    for (CaseRecord record : daemon.cases().all()) {
      CaseFolder folder = new CaseFolder(daemon.caseFolder(record.caseId()));
      System.out.println(record.caseId() + " is " + record.state());
      System.out.println("  report                  " + folder.report());
      System.out.println("  report on paper         " + folder.pdf());
    }
    list("RTSTRUCT exported       ", daemon.home().export());
    list("RTSTRUCT at the TPS     ", tps.receivedFolder());
    System.out.println("  logs                    " + daemon.home().logs());
    System.out.println("  put aside, with reasons " + daemon.home().quarantine());
    return 0;
  }

  private static void list(String what, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        System.out.println("  " + what + file);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
