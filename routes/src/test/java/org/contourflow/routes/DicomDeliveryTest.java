package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.contourflow.app.NetworkBed;
import org.contourflow.config.DicomSettings;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.delivery.DeliveryTarget;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scp.CommitmentSettings;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.rtstruct.write.RejectionNote;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hand-over to a TPS by the component, with storage commitment. */
@Timeout(Eventually.HANGS)
class DicomDeliveryTest {
  @TempDir static Path source;
  private static PhantomSeries series;

  @TempDir Path root;
  private final AtomicReference<InstanceCatalog.Holding> holding =
      new AtomicReference<>(InstanceCatalog.Holding.HELD);
  private final List<String> received = new ArrayList<>();

  @BeforeAll
  static void phantom() throws IOException {
    series = Phantom.small().evenSlices(2, 3).build().writeTo(source);
  }

  private DicomListener tps(Spool spool, List<RemoteNode> reportTo, boolean commits)
      throws IOException {
    Optional<InstanceCatalog> catalog =
        commits ? Optional.of(instance -> holding.get()) : Optional.empty();
    DicomListener tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            spool,
            instance -> {
              received.add(instance.sopInstanceUid());
              return InstanceSink.Decision.accepted();
            },
            new CommitmentSettings(catalog, reportTo, Optional.empty()));
    tps.start();
    return tps;
  }

  private Path note() throws IOException {
    Path note = root.resolve("note.dcm");
    DicomDataset rejected = DicomFiles.readHeader(series.files().get(0)).dataset();
    DicomFiles.write(
        note,
        RejectionNote.of(List.of(rejected), "Superseded", LocalDateTime.of(2026, 1, 2, 3, 4)),
        RejectionNote.SYNTAX);
    return note;
  }

  /** A TPS that answers key objects with a status, and takes all else. */
  private DicomListener tpsWithout(Spool spool, StatusCode status) throws IOException {
    DicomListener tps =
        new DicomListener(
            ListenerSettings.of("TPS", 0).withBindAddress("127.0.0.1"),
            spool,
            instance -> {
              received.add(instance.sopClassUid());
              return instance.sopClassUid().equals(DicomUid.KEY_OBJECT_SELECTION_STORAGE)
                  ? new InstanceSink.Decision.Refused(status, "no")
                  : InstanceSink.Decision.accepted();
            },
            new CommitmentSettings(Optional.empty(), List.of(), Optional.empty()));
    tps.start();
    return tps;
  }

  private DeliveryOutcome withdraw(NetworkBed bed) throws IOException {
    DeliveryTarget.Sent sent = new DeliveryTarget.Sent(series.files().get(0), "RS.1.dcm");
    return bed.network.targets().get(0).withdraw(List.of(sent), note());
  }

  @Test
  void a_rejection_note_reaches_a_tps_that_takes_key_objects() throws Exception {
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool, List.of(), false);
        NetworkBed bed = bed(FreePort.find(), tps.port())) {
      assertThat(withdraw(bed))
          .isInstanceOfSatisfying(
              DeliveryOutcome.Delivered.class,
              d -> assertThat(d.receipt()).startsWith("rejection note: C-STORE answered 0000"));
      assertThat(received)
          .containsExactly(DicomFiles.readHeader(note()).dataset().text(DicomTag.SOPInstanceUID));
    }
  }

  @Test
  void a_tps_that_knows_no_key_objects_is_asked_once_and_a_busy_one_again() throws Exception {
    for (StatusCode status :
        List.of(StatusCode.SOP_CLASS_NOT_SUPPORTED, StatusCode.PROCESSING_FAILURE)) {
      try (Spool spool = Spool.open(root.resolve("tps" + status.code()), 0);
          DicomListener tps = tpsWithout(spool, status);
          NetworkBed bed = bed(FreePort.find(), tps.port())) {
        assertThat(withdraw(bed))
            .isInstanceOfSatisfying(
                DeliveryOutcome.NotDelivered.class,
                n -> {
                  assertThat(n.reason()).contains("refused the rejection note: " + status);
                  assertThat(n.retryable()).isEqualTo(status == StatusCode.PROCESSING_FAILURE);
                });
      }
    }
    assertThat(received).hasSize(2).containsOnly(DicomUid.KEY_OBJECT_SELECTION_STORAGE);
  }

  private NetworkBed bed(int ownPort, int tpsPort) throws Exception {
    return bed(ownPort, tpsPort, "TPS", 240);
  }

  private NetworkBed bed(int ownPort, int tpsPort, String aeTitle, int waitSeconds)
      throws Exception {
    DicomSettings.Target target =
        new DicomSettings.Target(
            "tps", "127.0.0.1", tpsPort, aeTitle, null, true, waitSeconds, null, null, null, null);
    return NetworkBed.start(
        NetworkBed.settings(
            root.resolve("home"), NetworkBed.listener(ownPort), List.of(target), null, null, null));
  }

  private static DeliveryOutcome deliver(NetworkBed bed) throws IOException {
    return bed.network.targets().get(0).deliver(series.files().get(0), "RS.1.dcm");
  }

  private static String reason(DeliveryOutcome outcome) {
    DeliveryOutcome.NotDelivered not = (DeliveryOutcome.NotDelivered) outcome;
    assertThat(not.retryable()).isTrue();
    return not.reason();
  }

  @Test
  void it_counts_as_delivered_when_the_tps_commits_on_either_association() throws Exception {
    int own = FreePort.find();
    RemoteNode back = RemoteNode.of("CONTOURFLOW", "127.0.0.1", own);
    for (List<RemoteNode> reportTo : List.of(List.<RemoteNode>of(), List.of(back))) {
      try (Spool spool = Spool.open(root.resolve("tps" + reportTo.size()), 0);
          DicomListener tps = tps(spool, reportTo, true);
          NetworkBed bed = bed(own, tps.port())) {
        assertThat(deliver(bed))
            .isInstanceOfSatisfying(
                DeliveryOutcome.Delivered.class,
                d -> assertThat(d.receipt()).contains("storage commitment given by TPS@"));
      }
    }
  }

  @Test
  @Tag("peer")
  void orthanc_commits_to_what_it_was_given_by_a_report_to_our_listener() throws Exception {
    int own = FreePort.find();
    try (OrthancPeer orthanc = OrthancPeer.start(root.resolve("orthanc"), own);
        NetworkBed bed = bed(own, orthanc.dicomPort(), OrthancPeer.AE_TITLE, 240)) {
      assertThat(deliver(bed))
          .isInstanceOfSatisfying(
              DeliveryOutcome.Delivered.class,
              d -> assertThat(d.receipt()).contains("storage commitment given by ORTHANC@"));
      assertThat(orthanc.get("/instances")).contains("-");
    }
  }

  @Test
  void what_the_tps_does_not_commit_to_is_sent_again() throws Exception {
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool, List.of(), true);
        NetworkBed bed = bed(FreePort.find(), tps.port())) {
      holding.set(InstanceCatalog.Holding.NOT_HELD);
      DeliveryTarget target = bed.network.targets().get(0);
      assertThat(reason(target.deliver(series.files().get(0), "RS.1.dcm")))
          .contains("does not commit to it")
          .contains("0112");
      holding.set(InstanceCatalog.Holding.HELD);
      assertThat(target.deliver(series.files().get(0), "RS.1.dcm"))
          .isInstanceOf(DeliveryOutcome.Delivered.class);
      assertThat(received).hasSize(2);
    }
  }

  @Test
  void a_tps_that_does_not_serve_commitment_is_said_so() throws Exception {
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool, List.of(), false);
        NetworkBed bed = bed(FreePort.find(), tps.port())) {
      assertThat(reason(deliver(bed)))
          .contains("has stored it, but storage commitment was refused");
    }
  }

  @Test
  void a_report_that_comes_late_is_found_by_the_next_try_which_sends_nothing() throws Exception {
    int own = FreePort.find();
    int elsewhere = FreePort.find();
    RemoteNode late = RemoteNode.of("CONTOURFLOW", "127.0.0.1", elsewhere);
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch passed = new CountDownLatch(1);
    forward(elsewhere, own, open, passed);
    try (Spool spool = Spool.open(root.resolve("tps"), 0);
        DicomListener tps = tps(spool, List.of(late), true);
        NetworkBed bed = bed(own, tps.port(), "TPS", 2)) {
      DeliveryTarget target = bed.network.targets().get(0);
      assertThat(reason(target.deliver(series.files().get(0), "RS.1.dcm")))
          .contains("no storage commitment report within 2 s");
      open.countDown();
      Eventually.holds("the report has come through", () -> passed.getCount() == 0);
      assertThat(target.deliver(series.files().get(0), "RS.1.dcm"))
          .isInstanceOf(DeliveryOutcome.Delivered.class);
      assertThat(received.stream().filter(received.get(0)::equals)).hasSize(1);
    }
  }

  /**
   * From a port to another, once it is opened: a network that takes its time.
   *
   * @param passed counts the associations that came to their end
   */
  private static void forward(int from, int to, CountDownLatch open, CountDownLatch passed)
      throws IOException {
    ServerSocket server = new ServerSocket(from, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (server) {
                while (true) {
                  Socket one = server.accept();
                  open.await();
                  Socket other = new Socket("127.0.0.1", to);
                  pump(one, other, passed);
                  pump(other, one, new CountDownLatch(1));
                }
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void pump(Socket from, Socket to, CountDownLatch ended) {
    Thread thread =
        new Thread(
            () -> {
              try (to) {
                from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException e) {
                Thread.currentThread().interrupt();
              } finally {
                ended.countDown();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
