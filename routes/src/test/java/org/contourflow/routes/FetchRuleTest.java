package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.contourflow.app.NetworkBed;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.DicomVr;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The polled rule: studies of a PACS come by themselves, each series once, also over a restart. */
@Tag("peer")
@Timeout(Eventually.HANGS)
class FetchRuleTest {
  private static final String STUDY = "2.25.31000000000000000000000000000000000";

  @TempDir Path root;

  private Path slice(int study, int series, int image, String modality, LocalDate date)
      throws IOException {
    String studyUid = STUDY + study;
    String seriesUid = studyUid + "." + series;
    DicomDataset slice =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.CT_IMAGE_STORAGE)
            .put(DicomTag.SOPInstanceUID, seriesUid + "." + image)
            .put(DicomTag.StudyDate, date.format(DateTimeFormatter.BASIC_ISO_DATE))
            .put(DicomTag.Modality, modality)
            .put(DicomTag.PatientName, "QUERY^TEST")
            .put(DicomTag.PatientID, "QUERY-" + study)
            .put(DicomTag.StudyInstanceUID, studyUid)
            .put(DicomTag.SeriesInstanceUID, seriesUid)
            .putEncoded(DicomTag.PixelData, DicomVr.OW, new byte[32]);
    Path file = root.resolve(seriesUid + "." + image + ".dcm");
    DicomFiles.write(file, slice, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
    return file;
  }

  private Settings settings(int port, OrthancPeer orthanc) {
    DicomSettings.Query query =
        new DicomSettings.Query(
            "pacs",
            "127.0.0.1",
            orthanc.dicomPort(),
            OrthancPeer.AE_TITLE,
            null,
            Map.of("PatientID", "QUERY-*"),
            null,
            1,
            2, // Yesterday's study lies within it also where a day ends during the test.
            null,
            null);
    return NetworkBed.settings(
        root.resolve("home"), NetworkBed.listener(port), null, null, null, List.of(query));
  }

  private static long fetched(NetworkBed bed) {
    return bed.runLog.all().stream()
        .map(Event::type)
        .filter(EventType.SERIES_FETCHED::equals)
        .count();
  }

  @Test
  void each_series_of_the_window_is_fetched_once_also_after_a_restart_and_again_when_it_grew()
      throws Exception {
    int port = FreePort.find();
    LocalDate today = LocalDate.now();
    try (OrthancPeer orthanc = OrthancPeer.start(root.resolve("orthanc"), port)) {
      for (int i = 1; i <= 3; i++) {
        orthanc.upload(slice(1, 1, i, "CT", today));
        orthanc.upload(slice(1, 2, i, "MR", today));
        orthanc.upload(slice(2, 1, i, "CT", today.minusDays(1)));
        orthanc.upload(slice(3, 1, i, "CT", today.minusDays(9)));
      }
      try (NetworkBed bed = NetworkBed.start(settings(port, orthanc))) {
        Eventually.holds(() -> bed.stored(STUDY + "1.1") == 3 && bed.stored(STUDY + "2.1") == 3);
        Eventually.holds(() -> fetched(bed) == 2);
        bed.awaitPolls("pacs", 2);
        assertThat(fetched(bed)).as("twice more polled").isEqualTo(2);
        assertThat(bed.stored(STUDY + "1.2")).as("no CT").isZero();
        assertThat(bed.stored(STUDY + "3.1")).as("before the window").isZero();
      }
      orthanc.upload(slice(2, 1, 4, "CT", today.minusDays(1)));
      try (NetworkBed bed = NetworkBed.start(settings(port, orthanc))) {
        Eventually.holds(() -> bed.stored(STUDY + "2.1") == 4);
        bed.awaitPolls("pacs", 2);
        assertThat(fetched(bed)).as("only the one that grew").isEqualTo(1);
        assertThat(bed.log()).contains("pacs sent 4 instances of a series");
      }
    }
  }

  @Test
  void a_pacs_that_cannot_reach_the_listener_is_asked_again_and_said_so_once() throws Exception {
    int known = FreePort.find();
    try (OrthancPeer orthanc = OrthancPeer.start(root.resolve("orthanc"), known)) {
      orthanc.upload(slice(1, 1, 1, "CT", LocalDate.now()));
      int other = FreePort.find();
      try (NetworkBed bed = NetworkBed.start(settings(other, orthanc))) {
        Eventually.holds(
            () -> bed.runLog.all().stream().anyMatch(e -> e.type() == EventType.FETCH_FAILED));
        bed.awaitPolls("pacs", 2);
        assertThat(bed.log()).filteredOn(t -> t.contains("did not send")).hasSize(1);
      }
      try (NetworkBed bed = NetworkBed.start(settings(known, orthanc))) {
        Eventually.holds(() -> bed.stored(STUDY + "1.1") == 1);
      }
    }
    assertThat(Files.exists(root.resolve("home"))).isTrue();
  }

  @Test
  void a_query_key_that_is_none_stops_the_start_by_its_name() {
    DicomSettings.Query query =
        new DicomSettings.Query(
            "pacs",
            "127.0.0.1",
            104,
            "P",
            null,
            Map.of("StationNam", "CT1"),
            null,
            1,
            1,
            null,
            null);
    Settings settings =
        NetworkBed.settings(
            root.resolve("home"),
            DicomSettings.Listener.loopback(),
            null,
            null,
            null,
            List.of(query));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> NetworkBed.start(settings))
        .hasStackTraceContaining("query key 'StationNam' is neither a keyword nor a tag");
  }
}
