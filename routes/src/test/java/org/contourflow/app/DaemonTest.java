package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.contourflow.audit.Actor;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.DeliveryStore.DeliveryState;
import org.contourflow.config.AssemblySettings;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomFile;
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
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.Segmenter;
import org.contourflow.model.djl.ModelsInService;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomPatient;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, with the real network, a real listener and a loopback TPS. */
class DaemonTest {
  private static Segmenter segmenter;

  @TempDir Path root;

  @BeforeAll
  static void load() throws IOException {
    segmenter = ModelsInService.huAnatomy();
  }

  @AfterAll
  static void unload() {
    segmenter.close();
  }

  @AfterEach
  void closeLog() {
    Logs.stop();
  }

  private Settings settings(DicomSettings.Target... targets) {
    return settings(1, targets);
  }

  private Settings settings(int stableSeconds, DicomSettings.Target... targets) {
    return new Settings(
        root.resolve("home"),
        new Settings.Inbox(null, 1, stableSeconds, 2, null),
        DicomSettings.Listener.loopback(),
        new AssemblySettings(1, 3, null, null),
        null,
        null,
        null,
        null,
        List.of(targets),
        null,
        null,
        null);
  }

  private Daemon daemon(Settings settings) throws IOException {
    return new Daemon(settings, Protocols.always(segmenter), id -> SegmentationListener.NONE);
  }

  private static DicomListener tps(Spool spool) throws IOException {
    DicomListener tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            spool,
            instance -> InstanceSink.Decision.accepted());
    tps.start();
    return tps;
  }

  private static DicomSettings.Target target(int port) {
    return DicomSettings.Target.of("tps", "127.0.0.1", port, "TPS");
  }

  private static boolean isAt(Daemon daemon, CaseState state) {
    return daemon.cases().all().stream().map(CaseRecord::state).anyMatch(s -> s == state);
  }

  private static boolean isDone(Daemon daemon, String target) {
    return daemon.cases().all().stream()
        .flatMap(c -> daemon.deliveries().of(c.caseId()).stream())
        .anyMatch(d -> d.target().equals(target) && d.state() == DeliveryState.DONE);
  }

  private static boolean isTold(Daemon daemon, EventType type, String target) {
    return daemon.runLog().all().stream()
        .anyMatch(e -> e.type() == type && e.text().startsWith(target + ": "));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** All at once, however long this thread sleeps between two slices. */
  private void drop(Path source, Path inbox) throws IOException {
    Path copy = Files.createTempDirectory(root, "copy");
    for (Path file : files(source)) {
      Path target = copy.resolve(source.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    Files.move(copy, inbox.resolve(source.getFileName()));
  }

  /** SIGTERM in the middle of a start. */
  @Test
  void a_start_that_is_to_end_goes_no_step_further_and_the_next_one_starts() throws IOException {
    AtomicInteger looks = new AtomicInteger();
    try (Daemon ending = daemon(settings())) {
      ending.start(() -> looks.incrementAndGet() > 3);
      assertThat(ending.listenerPort()).isEmpty();
    }
    try (Daemon next = daemon(settings())) {
      assertThat(next.runLog().all())
          .extracting(Event::type)
          .doesNotContain(EventType.SYSTEM_STARTED)
          .endsWith(EventType.SYSTEM_STOPPED);
      next.start();
      assertThat(next.runLog().all()).extracting(Event::type).contains(EventType.SYSTEM_STARTED);
    }
  }

  @Test
  void a_series_in_the_inbox_becomes_the_same_rtstruct_in_the_export_folder_and_at_the_tps()
      throws Exception {
    Path source = root.resolve("source");
    PhantomSeries series = Phantom.small().build().writeTo(source);
    Logs.toFolder(root.resolve("home/logs"));
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool);
        Daemon daemon = daemon(settings(target(tps.port())))) {
      daemon.start();
      drop(source, daemon.home().inbox());
      Eventually.holds("the case is delivered", () -> isAt(daemon, CaseState.DELIVERED));

      List<Path> exported = files(daemon.home().export());
      assertThat(exported).hasSize(1);
      DicomFile rtstruct = DicomFiles.read(exported.get(0));
      assertThat(rtstruct.dataset().text(DicomTag.ApprovalStatus)).isEqualTo("UNAPPROVED");
      assertThat(rtstruct.dataset().text(DicomTag.StudyInstanceUID))
          .isEqualTo(series.uids().study());
      assertThat(rtstruct.dataset().text(DicomTag.FrameOfReferenceUID))
          .isEqualTo(series.uids().frameOfReference());
      assertThat(spool.received()).hasSize(1);
      DicomFile received = DicomFiles.read(spool.received().get(0));
      assertThat(DicomFiles.toPart10(received.dataset(), received.transferSyntaxUid()))
          .isEqualTo(DicomFiles.toPart10(rtstruct.dataset(), rtstruct.transferSyntaxUid()));

      Path folder = daemon.caseFolder(daemon.cases().all().get(0).caseId());
      Eventually.holds("the report is drawn", () -> daemon.queue().reportsDue() == 0);
      assertThat(folder.resolve("report.pdf")).isNotEmptyFile();
      assertThat(folder.resolve("contours.png")).as("it is in the report").doesNotExist();
      assertThat(folder.resolve("report.html")).content().contains("UNAPPROVED", "Lung_L");
      assertThat(daemon.runLog().all())
          .extracting(Event::type)
          .contains(
              EventType.CASE_CREATED,
              EventType.CONTOURED,
              EventType.STRUCTURE_SET_WRITTEN,
              EventType.REPORT_WRITTEN,
              EventType.DELIVERED);
      assertThat(daemon.verifyAudit().firstBreak()).isEmpty();
      assertThat(files(daemon.home().inbox())).isEmpty();
    }
    noIdentifierIn(files(root.resolve("home/logs")));
  }

  private void noIdentifierIn(List<Path> logs) throws IOException {
    StringBuilder all = new StringBuilder(); // Two files where a day ended meanwhile.
    for (Path log : logs) {
      all.append(Files.readString(log, StandardCharsets.ISO_8859_1));
    }
    // Long numbers (UIDs, names of temporary folders) hold any four digits by chance.
    String text = all.toString().replaceAll("\\d{12,}", "(number)");
    assertThat(text).contains("CASE_CREATED");
    for (String identifier : PhantomPatient.ZEBEDEE.identifiers()) {
      assertThat(text).doesNotContain(identifier);
    }
  }

  @Test
  void the_daemon_goes_on_after_every_hostile_input_and_keeps_each_with_its_reason()
      throws Exception {
    try (Daemon daemon = daemon(settings())) {
      daemon.start();
      for (HostileInput input : HostileInput.values()) {
        if (input != HostileInput.ZIP_MANY_ENTRIES) {
          Path folder = Files.createDirectories(root.resolve("hostile").resolve(input.name()));
          input.write(folder);
          drop(folder, daemon.home().inbox());
        }
      }
      Path good = root.resolve("good");
      PhantomSeries series = Phantom.small().seed(77).build().writeTo(good);
      drop(good, daemon.home().inbox());
      Eventually.holds(
          "the good series is delivered",
          () ->
              daemon.cases().ofSeries(series.uids().series()).stream()
                  .anyMatch(c -> c.state() == CaseState.DELIVERED));
      Eventually.holds("the inbox is taken", () -> isEmpty(daemon.home().inbox()));
      assertThat(files(daemon.home().quarantine()))
          .filteredOn(p -> p.endsWith("reason.txt"))
          .hasSizeGreaterThan(10);
    }
  }

  private static boolean isEmpty(Path folder) {
    try {
      return files(folder).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void what_was_unfinished_is_delivered_after_a_restart_and_only_once() throws Exception {
    Path source = root.resolve("source");
    Phantom.small().build().writeTo(source);
    int port = FreePort.find();
    try (Daemon daemon = daemon(settings(target(port)))) {
      daemon.start();
      drop(source, daemon.home().inbox());
      Eventually.holds("it waits for the TPS", () -> isAt(daemon, CaseState.STRUCTURED));
      // Each target has a worker of its own: neither waits for the other.
      Eventually.holds("the TPS was tried", () -> isTold(daemon, EventType.DELIVERY_FAILED, "tps"));
      // By its row: the event stands before it.
      Eventually.holds("it is exported", () -> isDone(daemon, "export"));
    }
    byte[] exported = Files.readAllBytes(files(root.resolve("home/export")).get(0));
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps =
            new DicomListener(
                ListenerSettings.of("TPS", port).withBindAddress("127.0.0.1"),
                spool,
                instance -> InstanceSink.Decision.accepted())) {
      tps.start();
      try (Daemon daemon = daemon(settings(target(port)))) {
        daemon.start();
        Eventually.holds("the case is delivered", () -> isAt(daemon, CaseState.DELIVERED));
        assertThat(spool.received()).hasSize(1);
        assertThat(daemon.cases().all()).hasSize(1);
        long toExport =
            daemon.runLog().all().stream()
                .filter(e -> e.type() == EventType.DELIVERED && e.text().startsWith("export"))
                .count();
        assertThat(toExport).isEqualTo(1);
      }
    }
    assertThat(files(root.resolve("home/export"))).hasSize(1);
    assertThat(files(root.resolve("home/export")).get(0)).hasBinaryContent(exported);
  }

  /** A killed run had taken half of a series; the other half still lies in the inbox, unstable. */
  @Test
  void what_lies_in_the_inbox_at_the_start_is_taken_before_its_series_is_judged() throws Exception {
    Path source = root.resolve("source");
    PhantomSeries series = Phantom.small().build().writeTo(source);
    Settings settings = settings(4);
    Home home = Home.open(settings);
    try (Database database = Database.embedded(home.database())) {
      Quarantine quarantine =
          new Quarantine(home.quarantine(), new MemoryRunLog(), Clock.systemUTC());
      Intake killed =
          new Intake(
              home,
              new JdbcArrivalStore(database, Clock.systemUTC()),
              quarantine,
              new MemoryRunLog(),
              new Intake.Policy(50_000_000, MissingUids.REFUSE));
      List<Path> slices = series.files();
      for (Path slice : slices.subList(0, slices.size() / 2)) {
        Path dropped = home.inbox().resolve(slice.getFileName());
        Files.copy(slice, dropped);
        killed.takeFile(dropped);
      }
      for (Path slice : slices.subList(slices.size() / 2, slices.size())) {
        Files.copy(slice, home.inbox().resolve(slice.getFileName()));
      }
    }
    try (Daemon daemon = daemon(settings)) {
      daemon.start();
      Eventually.holds("the case is delivered", () -> isAt(daemon, CaseState.DELIVERED));
      assertThat(daemon.cases().all()).hasSize(1);
      assertThat(daemon.runLog().all())
          .filteredOn(e -> e.type() == EventType.CASE_CREATED)
          .hasSize(1)
          .allMatch(e -> e.text().startsWith(series.files().size() + " slices"));
    }
  }

  @Test
  void a_series_sent_by_c_store_is_contoured() throws Exception {
    Path source = root.resolve("source");
    PhantomSeries series = Phantom.small().build().writeTo(source);
    try (Daemon daemon = daemon(settings())) {
      daemon.start();
      RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", daemon.listenerPort().getAsInt());
      StoreScu scanner = new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults());
      assertThat(scanner.send(series.files())).allMatch(r -> r.outcome().delivered());
      Eventually.holds("the case is delivered", () -> isAt(daemon, CaseState.DELIVERED));
      assertThat(daemon.runLog().all())
          .anyMatch(e -> e.type() == EventType.CASE_CREATED && e.text().contains("by CSTORE"))
          .filteredOn(e -> e.type() == EventType.INSTANCES_RECEIVED)
          .extracting(Event::actor)
          .containsExactly(new Actor("", "CT", "127.0.0.1"));
    }
  }

  @Test
  @Tag("peer")
  void dciodvfy_finds_no_error_in_what_is_exported() throws Exception {
    Peer dciodvfy = Peer.require("dciodvfy");
    Path source = root.resolve("source");
    Phantom.small().build().writeTo(source);
    try (Daemon daemon = daemon(settings())) {
      daemon.start();
      drop(source, daemon.home().inbox());
      Eventually.holds("the case is delivered", () -> isAt(daemon, CaseState.DELIVERED));
      Peer.Result result = dciodvfy.run(files(daemon.home().export()).get(0).toString());
      assertThat(result.output()).contains("RTStructureSet").doesNotContain("Error");
    }
  }
}
