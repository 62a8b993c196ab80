package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.contourflow.app.NetworkBed;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.rtstruct.write.RejectionNote;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** STOW-RS with Orthanc's DICOMweb plugin, both ways. */
@Tag("peer")
@Timeout(Eventually.HANGS)
class DicomWebPeerTest {
  @TempDir Path root;

  @Test
  void orthanc_posts_a_series_here_and_gets_one_and_a_rejection_note_from_here() throws Exception {
    int port = FreePort.find();
    PhantomSeries series = Phantom.small().evenSlices(4, 3).build().writeTo(root.resolve("source"));
    String own = "http://127.0.0.1:" + port + "/dicom-web/";
    try (OrthancPeer orthanc =
        OrthancPeer.startWithDicomWeb(root.resolve("orthanc"), FreePort.find(), own)) {
      DicomWebSettings.Server server =
          new DicomWebSettings.Server(
              true,
              port,
              "127.0.0.1",
              null,
              null,
              null,
              null,
              null,
              null,
              "orthanc",
              new Secret("test-only"),
              null);
      DicomWebSettings.Target target = DicomWebSettings.Target.of("pacs", orthanc.dicomWebUrl());
      try (NetworkBed bed =
          NetworkBed.start(
              NetworkBed.settings(
                  root.resolve("home"),
                  DicomSettings.Listener.loopback(),
                  null,
                  server,
                  List.of(target),
                  null))) {
        for (Path file : series.files()) {
          assertThat(bed.network.targets().get(0).deliver(file, "RS"))
              .isInstanceOfSatisfying(
                  DeliveryOutcome.Delivered.class,
                  d -> assertThat(d.receipt()).contains("HTTP 200"));
        }
        assertThat(orthanc.get("/statistics")).contains("\"CountInstances\" : 4");

        assertThat(bed.stored(series.uids().series())).isZero();
        String studies = orthanc.get("/studies");
        String study = studies.replaceAll("[^0-9a-f-]", "");
        orthanc.post(
            "/dicom-web/servers/contourflow/stow",
            "{\"Resources\": [\"" + study + "\"], \"Synchronous\": true}");
        assertThat(bed.stored(series.uids().series())).isEqualTo(4);

        Path note = root.resolve("note.dcm");
        DicomDataset rejected = DicomFiles.readHeader(series.files().get(0)).dataset();
        DicomFiles.write(
            note,
            RejectionNote.of(List.of(rejected), "Superseded", LocalDateTime.of(2026, 1, 2, 3, 4)),
            RejectionNote.SYNTAX);
        assertThat(bed.network.targets().get(0).withdraw(List.of(), note))
            .isInstanceOfSatisfying(
                DeliveryOutcome.Delivered.class,
                d -> assertThat(d.receipt()).startsWith("rejection note: STOW-RS answered HTTP"));
        assertThat(orthanc.get("/series?expand")).contains("\"KO\"");
      }
    }
  }
}
