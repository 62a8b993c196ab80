package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.PostgresPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed at one event of its run log after the other, each time with a series under
 * way that came in by another door, and with two targets. In the end nothing is lost, stuck or
 * twice, but for hand-overs whose receipt the kill took; and nothing that came whole is shorter.
 */
@Tag("long")
class KillProofTest {
  private static final int EVENTS = 15;
  private static final int SLICES = 10;

  @TempDir Path root;

  /** How often the TPS was given each RTSTRUCT. */
  private final Map<String, Integer> received = new ConcurrentHashMap<>();

  @Test
  void nothing_is_lost_stuck_or_twice_on_h2() throws Exception {
    prove("H2", "");
  }

  @Test
  @Tag("peer")
  void nothing_is_lost_stuck_or_twice_on_postgresql() throws Exception {
    prove("PostgreSQL", PostgresPeer.shared().newDatabase());
  }

  private void prove(String name, String storeUrl) throws Exception {
    Path home = root.resolve("home");
    int listener = FreePort.find();
    List<PhantomSeries> all = new ArrayList<>();
    Map<String, Integer> ways = new TreeMap<>();
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool)) {
      int kills = 0;
      for (int event = 1; event <= EVENTS; event++) {
        Process daemon = start(home, storeUrl, tps.port(), listener, event);
        PhantomSeries series = series(event);
        all.add(series);
        ways.merge(give(series, event, home, listener, daemon), 1, Integer::sum);
        if (daemon.waitFor(25, TimeUnit.SECONDS)) {
          kills++;
        } else {
          daemon.destroyForcibly().waitFor();
        }
      }
      try (Daemon last =
          new Daemon(
              KilledDaemon.settings(home, storeUrl, tps.port(), listener),
              Protocols.always(new FixedCost(Duration.ofMillis(50))),
              id -> SegmentationListener.NONE)) {
        last.start();
        sendAgain(all, listener, last);
        Eventually.holds("no case is under way", () -> atRest(last, all.size()));
        int givenUp = takeUpAgain(last);
        Eventually.holds("every case is delivered", () -> delivered(last) == all.size());
        Eventually.holds("every report is drawn", () -> last.queue().reportsDue() == 0);
        judge(name + ": " + kills + " kills, " + givenUp, ways, all, last);
      }
    }
  }

  private DicomListener tps(Spool spool) throws IOException {
    DicomListener tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            spool,
            instance -> {
              received.merge(instance.sopInstanceUid(), 1, Integer::sum);
              return InstanceSink.Decision.accepted();
            });
    tps.start();
    return tps;
  }

  private Process start(Path home, String storeUrl, int tps, int listener, int event)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            KilledDaemon.class.getName(),
            home.toString(),
            storeUrl,
            Integer.toString(tps),
            Integer.toString(listener),
            Integer.toString(event))
        .redirectErrorStream(true)
        .redirectOutput(root.resolve("daemon-" + event + ".log").toFile())
        .start();
  }

  private PhantomSeries series(int number) throws IOException {
    return HostileInput.tiny()
        .seed(1000 + number)
        .build()
        .writeTo(root.resolve("source-" + number));
  }

  /** By one of three ways in; a sender whose association breaks sends again later. */
  private String give(PhantomSeries series, int number, Path home, int listener, Process daemon)
      throws Exception {
    Path inbox = home.resolve("inbox");
    Eventually.holds("the inbox is there", () -> Files.isDirectory(inbox) || !daemon.isAlive());
    Files.createDirectories(inbox);
    switch (number % 3) {
      case 0 -> {
        Path zip = Files.createTempFile(root, "series", ".zip");
        Files.write(zip, HostileInput.zipOf(HostileInput.tiny().seed(1000 + number).build()));
        Files.move(zip, inbox.resolve("series-" + number + ".zip"));
        return "zip";
      }
      case 1 -> {
        Path folder = Files.createDirectories(inbox.resolve("series-" + number));
        for (Path file : series.files()) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
        return "folder";
      }
      default -> {
        Eventually.holds("it listens", () -> sent(series, listener) || !daemon.isAlive());
        return "C-STORE";
      }
    }
  }

  private static boolean sent(PhantomSeries series, int listener) {
    RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", listener);
    return new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults())
        .send(series.files()).stream().allMatch(r -> r.outcome().delivered());
  }

  /** As a scanner does with what was never answered with success. */
  private static void sendAgain(List<PhantomSeries> all, int listener, Daemon daemon)
      throws Exception {
    for (int i = 0; i < all.size(); i++) {
      PhantomSeries series = all.get(i);
      if ((i + 1) % 3 == 2
          && daemon.arrivals().instancesOf(series.uids().series()).size() < SLICES) {
        Eventually.holds("it listens", () -> sent(series, listener));
      }
    }
  }

  private static boolean atRest(Daemon daemon, int series) {
    List<CaseRecord> cases = daemon.cases().all();
    return cases.stream().map(CaseRecord::seriesInstanceUid).distinct().count() == series
        && cases.stream().noneMatch(c -> c.state().isUnfinished());
  }

  /** A case on which the process ended five times is given up and waits for a person. */
  private static int takeUpAgain(Daemon daemon) {
    List<CaseRecord> failed =
        daemon.cases().all().stream().filter(c -> c.state() == CaseState.FAILED).toList();
    assertThat(failed).allMatch(c -> c.detail().equals("the process ended on it"));
    failed.forEach(c -> daemon.requests().ask(Kind.RETRY, c.caseId(), "", "test"));
    return failed.size();
  }

  private static long delivered(Daemon daemon) {
    return daemon.cases().all().stream().filter(c -> c.state() == CaseState.DELIVERED).count();
  }

  private void judge(String what, Map<String, Integer> ways, List<PhantomSeries> all, Daemon daemon)
      throws IOException {
    int lost = 0;
    int twice = 0;
    int shorter = 0;
    for (PhantomSeries series : all) {
      List<CaseRecord> cases = daemon.cases().ofSeries(series.uids().series());
      // Of a transfer that the kill cut, what had come may be a shorter case until it is sent
      // again.
      boolean mayBeCut = all.indexOf(series) % 3 == 1;
      shorter += cases.size() - 1;
      assertThat(cases)
          .as("one case of each series that came whole")
          .hasSizeBetween(1, mayBeCut ? 2 : 1);
      CaseRecord record = cases.get(cases.size() - 1);
      assertThat(record.state()).isEqualTo(CaseState.DELIVERED);
      assertThat(daemon.arrivals().instancesOf(series.uids().series())).hasSize(SLICES);
      Path rtstruct = daemon.caseFolder(record.caseId()).resolve("rtstruct.dcm");
      String sop = DicomFiles.readHeader(rtstruct).dataset().text(DicomTag.SOPInstanceUID);
      List<DeliveryRecord> deliveries = daemon.deliveries().of(record.caseId());
      assertThat(deliveries).hasSize(2);
      int lostAtTps =
          deliveries.stream()
              .filter(d -> d.target().equals("tps"))
              .mapToInt(DeliveryRecord::lost)
              .sum();
      assertThat(received.get(sop)).isBetween(1, 1 + lostAtTps);
      lost += deliveries.stream().mapToInt(DeliveryRecord::lost).sum();
      twice += received.get(sop) - 1;
    }
    assertThat(exported(daemon)).hasSize(all.size() + shorter);
    assertThat(received).hasSize(all.size() + shorter);
    assertThat(daemon.verifyAudit().isWhole()).isTrue();
    List<Event> log = daemon.runLog().all();
    System.out.printf(
        "KILL PROOF %s given up by the fifth kill on them and retried; %d series (%s), %d cases"
            + " delivered to 2 targets, 0 lost, 0 stuck, %d shorter ones of a cut transfer"
            + " superseded; %d receipts lost by a kill, %d RTSTRUCTs twice at the TPS; %d events%n",
        what, all.size(), ways, delivered(daemon), shorter, lost, twice, log.size());
  }

  /** What an import sees; a write that a kill cut leaves its hidden, temporary file behind. */
  private static List<Path> exported(Daemon daemon) throws IOException {
    try (Stream<Path> files = Files.walk(daemon.home().export())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().endsWith(".part"))
          .toList();
    }
  }
}
