package org.contourflow.dicom.net.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.SampleInstances;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scp.CommitmentSettings;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orthanc as PACS and as TPS. */
@Tag("peer")
@Timeout(Eventually.HANGS)
class OrthancPeerTest {
  private static final AeTitle OWN = new AeTitle("CONTOURFLOW");

  @TempDir Path folder;
  private final List<CommitmentReport> reports = new CopyOnWriteArrayList<>();
  private final List<ReceivedInstance> arrived = new CopyOnWriteArrayList<>();
  private Spool spool;
  private DicomListener listener;
  private OrthancPeer orthanc;

  @BeforeEach
  void start() throws Exception {
    int port = FreePort.find();
    orthanc = OrthancPeer.start(folder.resolve("orthanc"), port);
    spool = Spool.open(folder.resolve("spool"), 0);
    InstanceCatalog catalog =
        instance ->
            arrived.stream().anyMatch(a -> a.sopInstanceUid().equals(instance.sopInstanceUid()))
                ? InstanceCatalog.Holding.HELD
                : InstanceCatalog.Holding.NOT_HELD;
    listener =
        new DicomListener(
            ListenerSettings.of("CONTOURFLOW", port)
                .withBindAddress("127.0.0.1")
                .withTimeouts(TestNode.PATIENT),
            spool,
            instance -> {
              arrived.add(instance);
              return InstanceSink.Decision.accepted();
            },
            new CommitmentSettings(
                Optional.of(catalog), List.of(node()), Optional.of(reports::add)));
    listener.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (listener != null) {
      listener.close();
      spool.close();
    }
    if (orthanc != null) {
      orthanc.close();
    }
  }

  private RemoteNode node() {
    return RemoteNode.of(OrthancPeer.AE_TITLE, "127.0.0.1", orthanc.dicomPort());
  }

  private List<StoreReceipt> store(int count) throws Exception {
    List<Path> files = new ArrayList<>();
    files.addAll(
        SampleInstances.ct(folder.resolve("in"), count, 64, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN));
    files.add(SampleInstances.longContour(folder.resolve("rs").resolve("rs.dcm")));
    StoreScu scu = new StoreScu(OWN, node(), TestNode.PATIENT);
    assertThat(scu.echo()).isInstanceOf(EchoOutcome.Alive.class);
    return scu.send(files);
  }

  @Test
  void a_study_is_stored_found_and_fetched_back_byte_for_byte() throws Exception {
    List<StoreReceipt> receipts = store(10);
    assertThat(receipts).allMatch(r -> r.outcome() instanceof StoreOutcome.Stored);
    assertThat(orthanc.get("/statistics")).contains("\"CountInstances\" : 11");
    QueryScu query = new QueryScu(OWN, node(), TestNode.PATIENT);
    DicomDataset keys =
        DicomDataset.create()
            .put(DicomTag.StudyInstanceUID, SampleInstances.STUDY)
            .putEmpty(DicomTag.SeriesInstanceUID)
            .putEmpty(DicomTag.Modality);
    assertThat(query.find(QueryLevel.SERIES, keys, 100))
        .isInstanceOfSatisfying(
            QueryScu.FindOutcome.Found.class,
            found ->
                assertThat(found.matches())
                    .extracting(m -> m.text(DicomTag.Modality))
                    .containsExactlyInAnyOrder("CT", "RTSTRUCT"));
    List<QueryScu.Progress> progress = new CopyOnWriteArrayList<>();
    QueryScu.MoveOutcome moved =
        query.move(
            QueryLevel.STUDY,
            DicomDataset.create().put(DicomTag.StudyInstanceUID, SampleInstances.STUDY),
            OWN,
            progress::add);
    assertThat(moved)
        .isInstanceOfSatisfying(
            QueryScu.MoveOutcome.Moved.class,
            m -> assertThat(m.status()).isEqualTo(StatusCode.SUCCESS));
    assertThat(arrived).hasSize(11);
    for (ReceivedInstance instance : arrived) {
      Path sent =
          receipts.stream()
              .filter(r -> r.sopInstanceUid().equals(instance.sopInstanceUid()))
              .findFirst()
              .orElseThrow()
              .file();
      assertThat(SampleInstances.dataSetBytes(instance.file()))
          .isEqualTo(SampleInstances.dataSetBytes(sent));
    }
  }

  @Test
  void an_unknown_move_destination_is_refused_by_the_peer_and_said_so() {
    QueryScu query = new QueryScu(OWN, node(), TestNode.PATIENT);
    QueryScu.MoveOutcome moved =
        query.move(
            QueryLevel.STUDY,
            DicomDataset.create().put(DicomTag.StudyInstanceUID, "1.2.3"),
            new AeTitle("NOWHERE"),
            p -> {});
    assertThat(moved).isInstanceOf(QueryScu.MoveOutcome.Refused.class);
  }

  @Test
  void more_matches_than_asked_for_are_cut_off_and_said_so() throws Exception {
    store(30);
    QueryScu query = new QueryScu(OWN, node(), TestNode.PATIENT);
    DicomDataset keys =
        DicomDataset.create()
            .put(DicomTag.StudyInstanceUID, SampleInstances.STUDY)
            .put(DicomTag.SeriesInstanceUID, SampleInstances.SERIES)
            .putEmpty(DicomTag.SOPInstanceUID);
    assertThat(query.find(QueryLevel.IMAGE, keys, 7))
        .isInstanceOfSatisfying(
            QueryScu.FindOutcome.Found.class,
            found -> {
              assertThat(found.matches()).hasSize(7);
              assertThat(found.truncated()).isTrue();
            });
  }

  @Test
  void orthanc_commits_to_what_it_has_and_not_to_what_it_has_not() throws Exception {
    List<StoreReceipt> receipts = store(2);
    List<SopReference> asked = new ArrayList<>();
    receipts.forEach(r -> asked.add(new SopReference(r.sopClassUid(), r.sopInstanceUid())));
    SopReference never = new SopReference(DicomUid.CT_IMAGE_STORAGE, "1.2.3.4.5");
    asked.add(never);
    String transaction = DicomUid.create();
    CommitmentScu scu = new CommitmentScu(OWN, node(), TestNode.PATIENT, Duration.ZERO);
    assertThat(scu.request(transaction, asked)).isInstanceOf(CommitmentScu.Outcome.Requested.class);
    Eventually.holds(() -> reports.size() == 1);
    CommitmentReport report = reports.get(0);
    assertThat(report.transactionUid()).isEqualTo(transaction);
    assertThat(report.peerAeTitle()).isEqualTo("ORTHANC");
    assertThat(report.committed()).containsExactlyInAnyOrderElementsOf(asked.subList(0, 3));
    assertThat(report.failed())
        .extracting(CommitmentReport.Failure::instance)
        .containsExactly(never);
  }

  @Test
  void this_node_commits_to_orthanc_for_what_it_was_sent() throws Exception {
    List<StoreReceipt> receipts = store(2);
    String uid = receipts.get(0).sopInstanceUid();
    orthanc.post(
        "/modalities/contourflow/store",
        orthanc.post("/tools/lookup", uid).replaceAll("(?s).*\"ID\" : \"([^\"]*)\".*", "$1"));
    assertThat(arrived).hasSize(1);
    String answer =
        orthanc.post(
            "/modalities/contourflow/storage-commitment",
            """
            {"DicomInstances": [{"SOPClassUID": "%1$s", "SOPInstanceUID": "%2$s"},
                                {"SOPClassUID": "%1$s", "SOPInstanceUID": "1.2.3.4"}]}
            """
                .formatted(DicomUid.CT_IMAGE_STORAGE, uid));
    String id = answer.replaceAll("(?s).*\"ID\" : \"([^\"]*)\".*", "$1");
    Eventually.holds(
        () -> !orthanc.get("/storage-commitment/" + id).contains("\"Status\" : \"Pending\""));
    String report = orthanc.get("/storage-commitment/" + id);
    assertThat(report).contains("\"Status\" : \"Failure\"");
    assertThat(report.replaceAll("(?s).*\"Success\"", "")).contains(uid);
    assertThat(report.replaceAll("(?s)\"Success\".*", "")).contains("1.2.3.4\"");
  }
}
