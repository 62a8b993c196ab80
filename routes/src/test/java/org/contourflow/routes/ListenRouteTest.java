package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.app.NetworkBed;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Secret;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.TlsSettings;
import org.contourflow.dicom.net.scu.CommitmentScu;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listener as the settings want it, and what it promises. */
@Timeout(Eventually.HANGS)
class ListenRouteTest {
  @TempDir static Path source;
  private static PhantomSeries series;

  @TempDir Path root;

  @BeforeAll
  static void phantom() throws IOException {
    series = Phantom.small().evenSlices(3, 3).build().writeTo(source);
  }

  private Settings settings(DicomSettings.Listener listener) {
    return NetworkBed.settings(root.resolve("home"), listener, null, null, null, null);
  }

  private static List<StoreReceipt> send(RemoteNode node, String calling, List<Path> files) {
    return new StoreScu(new AeTitle(calling), node, NetworkTimeouts.defaults()).send(files);
  }

  @Test
  void tls_and_the_callers_of_the_settings_hold() throws Exception {
    TestKeys keys =
        TestKeys.make(Files.createDirectories(root.resolve("home")), 2, "node", "ct", "stranger");
    Secret password = new Secret(TestKeys.PASSWORD);
    DicomSettings.Tls tls =
        new DicomSettings.Tls(
            Path.of("node.p12"), password, Path.of("trust.p12"), password, null, null, null);
    DicomSettings.Listener listener =
        new DicomSettings.Listener(
            null,
            null,
            0,
            "127.0.0.1",
            List.of("CT@127.0.0.0/8", "FAR@10.0.0.0/8"),
            null,
            null,
            null,
            0,
            null,
            tls,
            null);
    try (NetworkBed bed = NetworkBed.start(settings(listener))) {
      int port = bed.network.listenerPort().orElseThrow();
      RemoteNode known = node(port, keys, "ct");
      assertThat(send(known, "CT", series.files())).allMatch(r -> r.outcome().delivered());
      assertThat(bed.stored(series.uids().series())).isEqualTo(3);
      RemoteNode stranger = node(port, keys, "stranger");
      RemoteNode plain = RemoteNode.of("CONTOURFLOW", "127.0.0.1", port);
      assertThat(send(stranger, "CT", series.files())).noneMatch(r -> r.outcome().delivered());
      assertThat(send(plain, "CT", series.files())).noneMatch(r -> r.outcome().delivered());
      for (String caller : List.of("FAR", "OTHER")) {
        StoreOutcome outcome = send(known, caller, series.files()).get(0).outcome();
        assertThat(outcome)
            .isInstanceOfSatisfying(
                StoreOutcome.Failed.class,
                f -> assertThat(f.cause()).contains("does not know this node's AE title"));
      }
    }
  }

  private static RemoteNode node(int port, TestKeys keys, String name) {
    TlsSettings tls =
        TlsSettings.mutual(
            keys.store(name), TestKeys.PASSWORD, keys.trustStore(), TestKeys.PASSWORD);
    return new RemoteNode(new AeTitle("CONTOURFLOW"), "127.0.0.1", port, Optional.of(tls));
  }

  @Test
  void a_sender_is_told_to_delete_its_copy_of_stored_cts_only() throws Exception {
    Path report = root.resolve("report.dcm");
    DicomFiles.write(
        report,
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
            .put(DicomTag.SOPInstanceUID, "2.25.99")
            .put(DicomTag.StudyInstanceUID, "2.25.98")
            .put(DicomTag.SeriesInstanceUID, "2.25.97"),
        DicomUid.IMPLICIT_VR_LITTLE_ENDIAN);
    try (NetworkBed bed = NetworkBed.start(settings(NetworkBed.listener(0)))) {
      RemoteNode node =
          RemoteNode.of("CONTOURFLOW", "127.0.0.1", bed.network.listenerPort().orElseThrow());
      List<Path> files = new ArrayList<>(series.files());
      files.add(report);
      List<SopReference> asked =
          send(node, "CT", files).stream()
              .peek(r -> assertThat(r.outcome().delivered()).isTrue())
              .map(r -> new SopReference(r.sopClassUid(), r.sopInstanceUid()))
              .toList();
      CommitmentScu scu =
          new CommitmentScu(
              new AeTitle("CT"), node, NetworkTimeouts.defaults(), Duration.ofMinutes(4));
      assertThat(scu.request("2.25.5", asked))
          .isInstanceOfSatisfying(
              CommitmentScu.Outcome.Reported.class,
              r -> {
                assertThat(r.report().committed()).hasSize(3).doesNotContain(asked.get(3));
                assertThat(r.report().failed())
                    .extracting(CommitmentReport.Failure::instance)
                    .containsExactly(asked.get(3));
              });
    }
  }

  @Test
  void what_a_crash_left_whole_in_the_spool_is_taken_up() throws Exception {
    Path received =
        Files.createDirectories(root.resolve("home/incoming/cstore/received")).resolve("x.dcm");
    Files.copy(series.files().get(0), received);
    try (NetworkBed bed = NetworkBed.start(settings(NetworkBed.listener(0)))) {
      assertThat(bed.stored(series.uids().series())).isEqualTo(1);
      assertThat(received).doesNotExist();
    }
  }

  @Test
  void a_port_that_is_taken_is_said_so() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Settings settings = settings(NetworkBed.listener(taken.getLocalPort()));
      assertThatThrownBy(() -> NetworkBed.start(settings))
          .hasStackTraceContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }
}
