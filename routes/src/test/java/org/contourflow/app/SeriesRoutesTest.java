package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.dicom.DicomDataset;
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
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.testdata.AtOnce;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules and series through the whole daemon, configured as a site does: by its two files. */
class SeriesRoutesTest {
  private static final String RULES =
      """
      match: every
      protocols:
        - {name: lungs, models: [hu-anatomy], structures: [Lung_R, Lung_L], destinations: [export]}
        - {name: body, models: [hu-anatomy], structures: [External], destinations: [tps], label: BODY}
      rules:
        - name: thorax
          when: {attribute: SeriesDescription, matches: "^Phantom"}
          protocols: [lungs]
        - name: all phantoms
          when: {attribute: SeriesDescription, matches: "^Phantom"}
          protocols: [body]
      """;

  private static final String ONE_MODEL = "contouring: {models: [hu-anatomy]}\n";

  @TempDir Path root;
  private Spool spool;
  private DicomListener tps;
  private String superseded = "name";

  @BeforeEach
  void listen() throws IOException {
    spool = Spool.open(root.resolve("tps"), 0);
    tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            spool,
            instance -> InstanceSink.Decision.accepted());
    tps.start();
  }

  @AfterEach
  void close() throws IOException {
    tps.close();
    spool.close();
  }

  private Settings settings(int quietSeconds, String more) throws Exception {
    Files.writeString(root.resolve("rules.yaml"), RULES);
    Path file =
        Files.writeString(
            root.resolve("contourflow.yaml"),
            """
            home: home
            inbox: {stableSeconds: 1}
            listener: {port: 0, bind: 127.0.0.1}
            assembly: {quietSeconds: %d, incompleteSeconds: 60}
            export: {okMarker: true, fileName: "{Protocol}-{ShortUID}.dcm", superseded: %s}
            targets: [{name: tps, host: 127.0.0.1, port: %d, calledAeTitle: TPS, superseded: %s}]
            """
                    .formatted(quietSeconds, superseded, tps.port(), superseded)
                + more);
    return SettingsReader.read(file);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static long delivered(Daemon daemon) {
    return daemon.cases().all().stream().filter(c -> c.state() == CaseState.DELIVERED).count();
  }

  @Test
  void each_protocol_makes_its_own_rtstruct_for_its_own_destinations_and_the_rest_is_released()
      throws Exception {
    Settings settings = settings(2, "rules: rules.yaml\n");
    PhantomSeries thorax = Phantom.small().build().writeTo(root.resolve("thorax"));
    PhantomSeries other =
        Phantom.small().seed(5).seriesDescription("Water").build().writeTo(root.resolve("other"));
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("home/models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      AtOnce.drop(thorax.files(), daemon.home().inbox());
      Eventually.holds("both cases are delivered", () -> delivered(daemon) == 2);
      assertThat(daemon.cases().ofSeries(thorax.uids().series()))
          .extracting(CaseRecord::protocol)
          .containsExactly("lungs", "body");
      assertThat(names(daemon.home().export()))
          .hasSize(2)
          .allMatch(name -> name.matches("lungs-[0-9a-f]{12}\\.dcm(\\.ok)?"));
      assertThat(rois(daemon.home().export().resolve(names(daemon.home().export()).get(0))))
          .containsExactly("Lung_R", "Lung_L");
      assertThat(spool.received()).hasSize(1);
      assertThat(rois(spool.received().get(0))).containsExactly("External");
      assertThat(
              DicomFiles.readHeader(spool.received().get(0))
                  .dataset()
                  .text(DicomTag.StructureSetLabel))
          .isEqualTo("BODY");

      AtOnce.drop(other.files(), daemon.home().inbox());
      String uid = other.uids().series();
      Eventually.holds(
          "the other is unmatched",
          () ->
              daemon.arrivals().seriesIn(SeriesState.UNMATCHED).stream()
                  .anyMatch(s -> s.seriesInstanceUid().equals(uid)));
      daemon.requests().ask(Kind.RELEASE, uid, "lungs", "test");
      Eventually.holds("it is delivered after all", () -> delivered(daemon) == 3);
      assertThat(names(daemon.home().export())).hasSize(4);
      assertThat(spool.received()).as("the TPS is no destination of lungs").hasSize(1);
    }
  }

  private static List<String> rois(Path rtstruct) throws IOException {
    return DicomFiles.read(rtstruct).dataset().items(DicomTag.StructureSetROISequence).stream()
        .map(roi -> roi.text(DicomTag.ROIName))
        .toList();
  }

  @Test
  void series_of_two_associations_interleaved_resent_and_restarted_make_one_case_each()
      throws Exception {
    Settings settings = settings(10, ONE_MODEL);
    PhantomSeries a = HostileInput.tiny().build().writeTo(root.resolve("a"));
    PhantomSeries b = HostileInput.tiny().seed(2).build().writeTo(root.resolve("b"));
    List<Path> odd = new ArrayList<>();
    List<Path> even = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      (i % 2 == 0 ? even : odd).addAll(List.of(a.files().get(i), b.files().get(i)));
    }
    try (Protocols protocols =
        Protocols.load(
            Protocols.rules(settings), root.resolve("home/models"), EngineSettings.DEFAULTS)) {
      try (Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
        daemon.start();
        send(daemon, even.subList(0, 6));
      }
      try (Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
        daemon.start();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> send(daemon, even));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> send(daemon, odd));
        CompletableFuture.allOf(first, second).join();
        Eventually.holds("both are delivered", () -> delivered(daemon) == 2);
        send(daemon, odd);
        Eventually.counts(3, "open series were looked at", () -> daemon.turns("assembly"));
        Eventually.counts(2, "cases due were looked for", () -> daemon.turns("contour"));
        assertThat(daemon.cases().ofSeries(a.uids().series())).hasSize(1);
        assertThat(daemon.cases().ofSeries(b.uids().series())).hasSize(1);
        assertThat(spool.received()).hasSize(2);
      }
    }
  }

  private static void send(Daemon daemon, List<Path> files) {
    RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", daemon.listenerPort().getAsInt());
    StoreScu scanner = new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults());
    assertThat(scanner.send(files)).allMatch(r -> r.outcome().delivered());
  }

  @Test
  void a_late_slice_reopens_a_delivered_case_and_supersedes_its_result() throws Exception {
    Settings settings = settings(2, ONE_MODEL);
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("a"));
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("home/models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      send(daemon, whole.files().subList(0, 9));
      Eventually.holds("nine slices are delivered", () -> delivered(daemon) == 1);
      send(daemon, whole.files().subList(9, 10));
      Eventually.holds(
          "ten slices are delivered in the first case's place",
          () -> {
            List<CaseState> states = daemon.cases().all().stream().map(CaseRecord::state).toList();
            return states.equals(List.of(CaseState.SUPERSEDED, CaseState.DELIVERED));
          });
      List<Event> superseded =
          daemon.runLog().eventsOf("case-000001").stream()
              .filter(e -> e.type() == EventType.CASE_SUPERSEDED)
              .toList();
      assertThat(superseded)
          .singleElement()
          .extracting(Event::text)
          .isEqualTo("more slices arrived: see case-000002; out of date at: export, tps");
      assertThat(spool.received()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"withdraw", "replace"})
  void an_outdated_set_is_rejected_at_the_tps_and_moved_aside_in_the_export_folder(String rule)
      throws Exception {
    superseded = rule;
    Settings settings = settings(2, ONE_MODEL);
    PhantomSeries whole = HostileInput.tiny().build().writeTo(root.resolve("a"));
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("home/models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      send(daemon, whole.files().subList(0, 9));
      Eventually.holds("nine slices are delivered", () -> delivered(daemon) == 1);
      List<String> shorter = names(daemon.home().export());
      String uid = uid(spool.received().get(0));
      send(daemon, whole.files().subList(9, 10));
      Eventually.holds("both targets withdrew it", () -> withdrawn(daemon) == 2);
      Eventually.holds("ten slices are delivered", () -> delivered(daemon) == 1);
      assertThat(names(daemon.home().export().resolve("outdated"))).isEqualTo(shorter);
      assertThat(names(daemon.home().export()))
          .hasSize(3)
          .contains("outdated")
          .doesNotContainAnyElementsOf(shorter);
      assertThat(spool.received()).hasSize(3);
      List<DicomDataset> notes = ofModality("KO");
      assertThat(notes).hasSize(1);
      assertThat(rejected(notes.get(0))).isEqualTo(uid);
      assertThat(ofModality("RTSTRUCT"))
          .extracting(set -> set.text(DicomTag.StructureSetDescription).contains(uid))
          .containsExactlyInAnyOrder(false, true);
      assertThat(daemon.deliveries().of("case-000001"))
          .hasSize(2)
          .allMatch(d -> d.detail().contains(uid) && d.detail().contains("withdrawn: "));
    }
  }

  private static long withdrawn(Daemon daemon) {
    return daemon.runLog().eventsOf("case-000001").stream()
        .filter(e -> e.type() == EventType.SET_WITHDRAWN)
        .count();
  }

  private static String uid(Path file) throws IOException {
    return DicomFiles.readHeader(file).dataset().text(DicomTag.SOPInstanceUID);
  }

  private List<DicomDataset> ofModality(String modality) throws IOException {
    List<DicomDataset> found = new ArrayList<>();
    for (Path file : spool.received()) {
      DicomDataset set = DicomFiles.read(file).dataset();
      if (set.text(DicomTag.Modality).equals(modality)) {
        found.add(set);
      }
    }
    return found;
  }

  private static String rejected(DicomDataset note) {
    return note.firstItem(
            DicomTag.CurrentRequestedProcedureEvidenceSequence,
            DicomTag.ReferencedSeriesSequence,
            DicomTag.ReferencedSOPSequence)
        .orElseThrow()
        .text(DicomTag.ReferencedSOPInstanceUID);
  }
}
