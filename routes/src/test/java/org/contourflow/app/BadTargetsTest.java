package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryRecord;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.model.SegmentationListener;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One service and a target of each kind that hospitals have: none delays the healthy one, each is
 * tried again by its rule, and once it is mended it has each RTSTRUCT exactly once.
 */
@Tag("long")
class BadTargetsTest {
  private static final String GOOD = "good";

  /**
   * A target.
   *
   * @param wire what its port does
   * @param answers whether the listener behind it takes, refuses or rejects
   * @param reason part of what the store says of a failed try; empty: it is delivered at once
   */
  private record Row(String name, Wire.Fault wire, Answers answers, String reason) {}

  private enum Answers {
    TAKES,
    REFUSES,
    REJECTS,
    IS_NOT_THERE
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(GOOD, Wire.Fault.NONE, Answers.TAKES, ""),
          new Row("warns", Wire.Fault.WARNS, Answers.TAKES, ""),
          new Row("slow", Wire.Fault.SLOW, Answers.TAKES, ""),
          new Row("silent", Wire.Fault.SILENT, Answers.TAKES, "did not answer"),
          new Row("dies", Wire.Fault.CUT, Answers.TAKES, "connection"),
          new Row("absent", Wire.Fault.NONE, Answers.IS_NOT_THERE, "connection"),
          new Row("rejects", Wire.Fault.NONE, Answers.REJECTS, "rejected"),
          new Row("refuses", Wire.Fault.NONE, Answers.REFUSES, "A700"));

  @TempDir Path root;

  private final Map<String, Integer> received = new ConcurrentHashMap<>();
  private final Map<String, Wire> wires = new LinkedHashMap<>();

  private DicomListener listener(Spool spool, String aeTitle, InstanceSink sink)
      throws IOException {
    DicomListener listener =
        new DicomListener(
            ListenerSettings.of(aeTitle, 0).withBindAddress("127.0.0.1"), spool, sink);
    listener.start();
    return listener;
  }

  private InstanceSink.Decision take(String sopInstanceUid) {
    received.merge(sopInstanceUid, 1, Integer::sum);
    return InstanceSink.Decision.accepted();
  }

  private Settings settings() {
    List<DicomSettings.Target> targets = new ArrayList<>();
    wires.forEach(
        (name, wire) ->
            targets.add(
                new DicomSettings.Target(
                    name,
                    "127.0.0.1",
                    wire.port(),
                    "TPS",
                    null,
                    null,
                    null,
                    null,
                    new DicomSettings.Timeouts(3, 3, 60, 60, 20, 20, 20),
                    null,
                    null)));
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
        new Settings.Export(false, null, null, null, null, null),
        targets,
        null,
        null,
        null);
  }

  private void drop(Daemon daemon, int number) throws IOException {
    Path source = root.resolve("s" + number);
    HostileInput.tiny().seed(number).build().writeTo(source);
    Files.move(source, daemon.home().inbox().resolve("s" + number));
  }

  @Test
  void no_bad_target_delays_a_good_one_and_each_has_every_case_once_it_is_mended()
      throws Exception {
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        Spool other = Spool.open(root.resolve("other"), 0);
        DicomListener tps = listener(spool, "TPS", i -> take(i.sopInstanceUid()));
        DicomListener refusing =
            listener(
                other,
                "TPS",
                i -> new InstanceSink.Decision.Refused(StatusCode.OUT_OF_RESOURCES, "full"));
        DicomListener rejecting = listener(other, "ANOTHER", i -> take(i.sopInstanceUid()))) {
      for (Row row : ROWS) {
        wires.put(row.name(), new Wire(port(row.answers(), tps, refusing, rejecting), row.wire()));
      }
      wires.get("absent").close();
      try (Daemon daemon =
          new Daemon(
              settings(),
              Protocols.always(new FixedCost(Duration.ZERO)),
              id -> SegmentationListener.NONE)) {
        daemon.start();
        goesOn(daemon);
        mended(daemon, tps.port());
      } finally {
        for (Wire wire : wires.values()) {
          wire.close();
        }
      }
    }
  }

  private static int port(
      Answers answers, DicomListener takes, DicomListener refuses, DicomListener rejects) {
    return switch (answers) {
      case TAKES, IS_NOT_THERE -> takes.port();
      case REFUSES -> refuses.port();
      case REJECTS -> rejects.port();
    };
  }

  private void goesOn(Daemon daemon) throws Exception {
    for (int number = 1; number <= 2; number++) {
      int cases = number;
      drop(daemon, number);
      Eventually.holds("the good one has it", () -> done(daemon, GOOD) == cases);
      assertThat(done(daemon, "silent")).isZero();
    }
    Eventually.holds("the slow one has both", () -> done(daemon, "slow") == 2);
    for (Row row : ROWS) {
      if (row.reason().isEmpty()) {
        Eventually.holds(row.name() + " has both", () -> done(daemon, row.name()) == 2);
      } else {
        Eventually.holds(
            row.name() + " failed twice",
            () -> of(daemon, row.name()).stream().anyMatch(d -> d.attempts() >= 2));
        assertThat(of(daemon, row.name()))
            .allMatch(d -> d.state() == DeliveryState.PENDING)
            .anySatisfy(d -> assertThat(d.detail()).containsIgnoringCase(row.reason()));
      }
    }
    assertThat(of(daemon, "warns")).allMatch(d -> d.detail().contains("B000"));
    assertThat(of(daemon, GOOD)).allMatch(d -> d.attempts() == 1 && d.lost() == 0);
  }

  private void mended(Daemon daemon, int goodPort) throws Exception {
    for (Row row : ROWS) {
      if (row.answers() == Answers.IS_NOT_THERE) {
        continue; // Stays away: the case waits for it alone.
      }
      wires.get(row.name()).mend(goodPort);
      daemon.requests().ask(Kind.RETRY_TARGET, row.name(), "", "test");
      Eventually.holds(row.name() + " has both", () -> done(daemon, row.name()) == 2);
    }
    assertThat(received).hasSize(2);
    assertThat(received.values()).containsOnly(ROWS.size() - 1);
    assertThat(daemon.cases().all()).allMatch(c -> c.state() == CaseState.STRUCTURED);
    // Each failure was told, and none beyond.
    for (Row row : ROWS) {
      long told =
          daemon.runLog().all().stream()
              .filter(e -> e.type() == EventType.DELIVERY_FAILED)
              .filter(e -> e.text().startsWith(row.name() + ":"))
              .count();
      int tries = of(daemon, row.name()).stream().mapToInt(DeliveryRecord::attempts).sum();
      assertThat(told).isEqualTo(tries - done(daemon, row.name()));
    }
    assertThat(daemon.verifyAudit().isWhole()).isTrue();
  }

  private static List<DeliveryRecord> of(Daemon daemon, String target) {
    return daemon.cases().all().stream()
        .map(c -> daemon.deliveries().of(c.caseId()))
        .map(all -> all.stream().filter(d -> d.target().equals(target)).findFirst())
        .flatMap(Optional::stream)
        .toList();
  }

  private static long done(Daemon daemon, String target) {
    return of(daemon, target).stream().filter(d -> d.state() == DeliveryState.DONE).count();
  }
}
