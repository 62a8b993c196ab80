package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseState;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.contour.MaskTracer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.rtstruct.check.CheckRule;
import org.contourflow.rtstruct.check.Finding;
import org.contourflow.rtstruct.check.StructureSetFileCheck;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.series.CtSeries;
import org.contourflow.series.CtSeriesAssembler;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.testdata.AtOnce;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running service whose protocol appends to the clinician's set, however that one comes. */
@Timeout(Eventually.HANGS)
class AppendInServiceTest {
  private static final int PRIVATE_CREATOR = 0x00990010;
  private static final int PRIVATE_VALUE = 0x00991001;

  @TempDir Path root;
  private Path slices;
  private CtSeries series;
  private Spool received;
  private DicomListener tps;

  @BeforeEach
  void open() throws IOException {
    slices = root.resolve("ct");
    Phantom.small().build().writeTo(slices);
    series = new CtSeriesAssembler().assemble(files(slices)).accepted().get(0);
    received = Spool.open(root.resolve("tps"), 0);
    tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            received,
            instance -> InstanceSink.Decision.accepted());
    tps.start();
  }

  @AfterEach
  void close() throws IOException {
    tps.close();
    received.close();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Settings settings(String rule, int port, String more) throws Exception {
    Files.writeString(
        root.resolve("rules.yaml"),
        "protocols:\n  - name: body\n    models: [hu-anatomy]\n    structures: [Lung_L, Lung_R,"
            + " External]\n    append: suffix\n"
            + rule
            + "rules:\n  - name: every CT\n    protocols: [body]\n");
    return SettingsReader.read(
        Files.writeString(
            root.resolve("contourflow.yaml"),
            "home: home\nrules: rules.yaml\ninbox: {stableSeconds: 1}\nassembly: {quietSeconds:"
                + " 1}\nexport: {enabled: false}\nconsole: {enabled: false}\nlistener: {port: "
                + port
                + ", reserveMegabytes: 0}\ntargets: [{name: tps, host: 127.0.0.1, port: "
                + tps.port()
                + ", calledAeTitle: TPS}]\n"
                + more));
  }

  @FunctionalInterface
  private interface InService {
    void with(Daemon daemon) throws Exception;
  }

  private void serve(Settings settings, InService test) throws Exception {
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      test.with(daemon);
    }
  }

  /** A target, and an outline of the body: the one new to us, the other a name that is taken. */
  private Path clinicians(String name, Consumer<DicomDataset> edit) throws IOException {
    BinaryMask target =
        BinaryMask.of(
            series.grid(), (s, r, c) -> s > 4 && s < 9 && r > 50 && r < 60 && c > 50 && c < 70);
    StructureSetContent content =
        StructureSetContent.of(
            name,
            "Drawn",
            LocalDateTime.of(2026, 11, 20, 8, 0),
            List.of(roi("PTV_60", RoiType.PTV, target), roi("External", RoiType.EXTERNAL, target)));
    DicomDataset set =
        ((StructureSetOutcome.Completed)
                StructureSetWriter.write(
                    ReferencedSeries.of(series), content, DestinationProfile.GENERIC))
            .dataset();
    set.put(DicomTag.Manufacturer, "Somebody else");
    set.put(DicomTag.ManufacturerModelName, "A planning system");
    set.put(PRIVATE_CREATOR, DicomVr.LO, "SOMEBODY");
    set.put(PRIVATE_VALUE, DicomVr.LO, "kept");
    edit.accept(set);
    Path file = root.resolve(name + ".dcm");
    DicomFiles.write(file, set, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  private static Roi roi(String name, RoiType type, BinaryMask mask) {
    return new Roi(
        name,
        type,
        new RoiColour(255, 0, 0),
        Optional.empty(),
        RoiGeneration.MANUAL,
        Optional.empty(),
        "",
        "",
        MaskTracer.trace(mask));
  }

  private static void drop(Daemon daemon, Path... sources) throws IOException {
    AtOnce.drop(List.of(sources), daemon.home().inbox());
  }

  private void store(Daemon daemon, Path file) {
    RemoteNode node =
        RemoteNode.of("CONTOURFLOW", "127.0.0.1", daemon.listenerPort().orElseThrow());
    assertThat(
            new StoreScu(new AeTitle("TPS"), node, NetworkTimeouts.defaults()).send(List.of(file)))
        .allMatch(r -> r.outcome().delivered());
  }

  private void arrives(int sets) throws Exception {
    Eventually.holds(sets + " sets are at the TPS", () -> received.received().size() == sets);
  }

  private void delivered(Daemon daemon) throws Exception {
    Eventually.holds(
        "the case is delivered",
        () -> daemon.cases().all().stream().anyMatch(c -> c.state() == CaseState.DELIVERED));
  }

  private static List<EventType> events(Daemon daemon) {
    return daemon.runLog().all().stream().map(Event::type).toList();
  }

  private static List<String> names(DicomDataset set) {
    return set.items(DicomTag.StructureSetROISequence).stream()
        .map(item -> item.text(DicomTag.ROIName))
        .toList();
  }

  private void isTheirsWithOursBehind(Path sent, Path theirs) throws IOException {
    DicomDataset both = DicomFiles.read(sent).dataset();
    DicomDataset before = DicomFiles.read(theirs).dataset();
    assertThat(names(both)).containsExactly("PTV_60", "External", "Lung_L", "Lung_R", "External_2");
    for (int sequence :
        new int[] {
          DicomTag.StructureSetROISequence,
          DicomTag.ROIContourSequence,
          DicomTag.RTROIObservationsSequence
        }) {
      for (int i = 0; i < before.items(sequence).size(); i++) {
        assertThat(both.items(sequence).get(i).hasSameContent(before.items(sequence).get(i)))
            .isTrue();
      }
    }
    assertThat(both.bytes(PRIVATE_VALUE)).contains("kept".getBytes(StandardCharsets.US_ASCII));
    assertThat(
            both.items(DicomTag.PredecessorStructureSetSequence)
                .get(0)
                .text(DicomTag.ReferencedSOPInstanceUID))
        .isEqualTo(before.text(DicomTag.SOPInstanceUID));
    assertThat(both.text(DicomTag.ApprovalStatus)).isEqualTo("UNAPPROVED");
    assertThat(StructureSetFileCheck.check(sent, Optional.of(ReferencedSeries.of(series))))
        .filteredOn(f -> f.severity() == CheckRule.Severity.ERROR)
        .as("errors")
        .extracting(Finding::toString)
        .isEmpty();
  }

  private Path newest(Path... before) throws IOException {
    List<Path> all = new ArrayList<>(received.received());
    all.removeAll(List.of(before));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  @Tag("long")
  void their_set_was_there_first() throws Exception {
    serve(
        settings("", 0, ""),
        daemon -> {
          Path theirs = clinicians("first", set -> {});
          store(daemon, theirs);
          drop(daemon, files(slices).toArray(Path[]::new));
          delivered(daemon);
          isTheirsWithOursBehind(newest(), theirs);
          long turns = daemon.turns("late-sets");
          Eventually.counts(3, "late sets are looked for", () -> daemon.turns("late-sets") - turns);
          assertThat(received.received()).hasSize(1);
        });
  }

  @Test
  void their_set_comes_after_the_delivery_and_ours_goes_out_behind_it_once() throws Exception {
    Settings settings = settings("", 0, "");
    Path theirs = clinicians("later", set -> {});
    serve(
        settings,
        daemon -> {
          drop(daemon, files(slices).toArray(Path[]::new));
          delivered(daemon);
          Path ours = newest();
          drop(daemon, theirs);
          arrives(2);
          isTheirsWithOursBehind(newest(ours), theirs);
          delivered(daemon);
          Eventually.holds("it is told", () -> events(daemon).contains(EventType.LATE_SET_TAKEN));
          store(daemon, clinicians("again", set -> set.put(DicomTag.SOPInstanceUID, "2.25.77")));
        });
    serve(
        settings,
        daemon -> {
          long turns = daemon.turns("late-sets");
          Eventually.counts(3, "late sets are looked for", () -> daemon.turns("late-sets") - turns);
          assertThat(received.received()).as("once for a case, also over a restart").hasSize(2);
          assertThat(daemon.runLog().all())
              .filteredOn(e -> e.type() == EventType.LATE_SET_TAKEN)
              .hasSize(1);
        });
  }

  @Test
  @Tag("long")
  void what_cannot_be_appended_to_is_left_with_its_reason() throws Exception {
    serve(
        settings("", 0, ""),
        daemon -> {
          drop(daemon, files(slices).toArray(Path[]::new));
          delivered(daemon);
          store(daemon, clinicians("ok", set -> set.put(DicomTag.ApprovalStatus, "APPROVED")));
          left(daemon, "APPROVED");
          store(
              daemon,
              clinicians(
                  "frame",
                  set -> {
                    set.put(DicomTag.SOPInstanceUID, "2.25.78");
                    set.items(DicomTag.StructureSetROISequence)
                        .forEach(r -> r.put(DicomTag.ReferencedFrameOfReferenceUID, "1.2.3"));
                  }));
          left(daemon, "another frame of reference");
          assertThat(received.received()).hasSize(1);
          assertThat(events(daemon)).doesNotContain(EventType.LATE_SET_TAKEN);
          Path theirs = clinicians("fit", set -> set.put(DicomTag.SOPInstanceUID, "2.25.79"));
          store(daemon, theirs);
          arrives(2);
        });
  }

  private static void left(Daemon daemon, String why) throws Exception {
    Eventually.holds(
        "left: " + why,
        () ->
            daemon.runLog().all().stream()
                .anyMatch(e -> e.type() == EventType.LATE_SET_LEFT && e.text().contains(why)));
  }

  @Test
  @Tag("long")
  void an_approved_one_is_appended_to_where_the_policy_says_so() throws Exception {
    serve(
        settings("    append-approved: true\n", 0, ""),
        daemon -> {
          drop(daemon, files(slices).toArray(Path[]::new));
          delivered(daemon);
          Path ours = newest();
          Path theirs = clinicians("ok", set -> set.put(DicomTag.ApprovalStatus, "APPROVED"));
          drop(daemon, theirs);
          arrives(2);
          isTheirsWithOursBehind(newest(ours), theirs);
        });
  }

  private static String asked(int port, String aeTitle, int waitSeconds) {
    return "queries: [{name: pacs, host: 127.0.0.1, port: "
        + port
        + ", calledAeTitle: "
        + aeTitle
        + ", purpose: structure-sets, waitSeconds: "
        + waitSeconds
        + "}]\n";
  }

  @Test
  @Tag("long")
  @Tag("peer")
  void their_set_lies_in_the_pacs_and_is_asked_for() throws Exception {
    int port = FreePort.find();
    Path theirs = clinicians("pacs", set -> {});
    try (OrthancPeer orthanc = OrthancPeer.start(root.resolve("orthanc"), port)) {
      orthanc.upload(theirs);
      serve(
          settings("", port, asked(orthanc.dicomPort(), OrthancPeer.AE_TITLE, 600)),
          daemon -> {
            drop(daemon, files(slices).toArray(Path[]::new));
            delivered(daemon);
            isTheirsWithOursBehind(newest(), theirs);
          });
    }
  }

  @Test
  void a_silent_pacs_holds_the_case_no_longer_than_it_may() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      serve(
          settings("", 0, asked(silent.getLocalPort(), "PACS", 1)),
          daemon -> {
            drop(daemon, files(slices).toArray(Path[]::new));
            delivered(daemon);
            assertThat(names(DicomFiles.read(newest()).dataset()))
                .containsExactly("Lung_L", "Lung_R", "External");
            assertThat(daemon.runLog().all())
                .filteredOn(e -> e.type() == EventType.FETCH_FAILED)
                .extracting(Event::text)
                .singleElement()
                .asString()
                .contains("within 1 s");
          });
    }
  }
}
