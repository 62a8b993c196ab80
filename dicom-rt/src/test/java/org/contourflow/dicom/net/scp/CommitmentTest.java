package org.contourflow.dicom.net.scp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.CommitmentListener;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.SampleInstances;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scu.CommitmentScu;
import org.contourflow.testdata.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Storage commitment between two nodes of this project. */
@Timeout(Eventually.HANGS)
class CommitmentTest {
  private static final SopReference HELD = new SopReference(DicomUid.CT_IMAGE_STORAGE, "1.2.3.1");
  private static final SopReference OTHER = new SopReference(DicomUid.CT_IMAGE_STORAGE, "1.2.3.2");

  /** For a report that comes at once, on a machine that may stand still. */
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir Path folder;
  private final List<CommitmentReport> reports = new CopyOnWriteArrayList<>();

  private DicomListener provider(Spool spool, List<RemoteNode> reportTo) throws IOException {
    InstanceCatalog catalog =
        i ->
            i.equals(HELD)
                ? InstanceCatalog.Holding.HELD
                : i.equals(OTHER)
                    ? InstanceCatalog.Holding.OTHER_CLASS
                    : InstanceCatalog.Holding.NOT_HELD;
    return new DicomListener(
        ListenerSettings.of("ARCHIVE", 0)
            .withBindAddress("127.0.0.1")
            .withTimeouts(TestNode.PATIENT),
        spool,
        i -> InstanceSink.Decision.accepted(),
        new CommitmentSettings(Optional.of(catalog), reportTo, Optional.empty()));
  }

  private static CommitmentScu scu(int port, Duration wait) {
    return new CommitmentScu(
        new AeTitle("CONTOURFLOW"),
        RemoteNode.of("ARCHIVE", "127.0.0.1", port),
        TestNode.PATIENT,
        wait);
  }

  @Test
  void a_report_comes_on_the_same_association_where_no_address_is_known() throws Exception {
    try (Spool spool = Spool.open(folder, 0);
        DicomListener archive = provider(spool, List.of())) {
      archive.start();
      SopReference missing = new SopReference(DicomUid.CT_IMAGE_STORAGE, "1.2.3.9");
      String transaction = DicomUid.create();
      CommitmentScu.Outcome outcome =
          scu(archive.port(), LONG).request(transaction, List.of(HELD, OTHER, missing));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              CommitmentScu.Outcome.Reported.class,
              reported -> {
                assertThat(reported.report().transactionUid()).isEqualTo(transaction);
                assertThat(reported.report().committed()).containsExactly(HELD);
                assertThat(reported.report().failed())
                    .containsExactly(
                        new CommitmentReport.Failure(OTHER, new StatusCode(0x0119)),
                        new CommitmentReport.Failure(missing, StatusCode.NO_SUCH_OBJECT));
              });
    }
  }

  @Test
  void a_report_comes_to_the_listener_and_is_repeated_until_it_is_recorded() throws Exception {
    int[] calls = {0};
    CommitmentListener moody =
        report -> {
          if (calls[0]++ == 0) {
            throw new IOException("the index is away");
          }
          reports.add(report);
        };
    try (Spool ownSpool = Spool.open(folder.resolve("own"), 0);
        DicomListener own =
            new DicomListener(
                ListenerSettings.of("CONTOURFLOW", 0)
                    .withBindAddress("127.0.0.1")
                    .withTimeouts(TestNode.PATIENT),
                ownSpool,
                i -> InstanceSink.Decision.accepted(),
                new CommitmentSettings(Optional.empty(), List.of(), Optional.of(moody)))) {
      own.start();
      RemoteNode back = RemoteNode.of("CONTOURFLOW", "127.0.0.1", own.port());
      try (Spool spool = Spool.open(folder.resolve("archive"), 0);
          DicomListener archive = provider(spool, List.of(back))) {
        archive.start();
        assertThat(scu(archive.port(), Duration.ZERO).request("2.25.7", List.of(HELD)))
            .isEqualTo(new CommitmentScu.Outcome.Requested("2.25.7"));
        Eventually.holds(() -> reports.size() == 1);
        assertThat(calls[0]).isEqualTo(2);
        assertThat(reports.get(0).committed()).containsExactly(HELD);
        assertThat(reports.get(0).peerAeTitle()).isEqualTo("ARCHIVE");
      }
    }
  }

  @Test
  void a_node_without_the_service_refuses_the_context() throws Exception {
    try (TestNode node = TestNode.start(folder)) {
      CommitmentScu scu =
          new CommitmentScu(
              new AeTitle("A"),
              RemoteNode.of("CONTOURFLOW", "127.0.0.1", node.port()),
              TestNode.PATIENT,
              Duration.ZERO);
      assertThat(scu.request("2.25.8", List.of(HELD)))
          .isInstanceOfSatisfying(
              CommitmentScu.Outcome.Refused.class,
              r -> assertThat(r.comment()).contains("does not serve storage commitment"));
    }
  }

  @Test
  void a_request_too_large_to_hold_is_refused_and_the_node_lives_on() throws Exception {
    try (Spool spool = Spool.open(folder, 0);
        DicomListener archive = provider(spool, List.of())) {
      archive.start();
      List<SopReference> many =
          IntStream.range(0, 80_000)
              .mapToObj(
                  i -> new SopReference(DicomUid.CT_IMAGE_STORAGE, SampleInstances.STUDY + "." + i))
              .toList();
      assertThat(scu(archive.port(), LONG).request("2.25.9", many))
          .isInstanceOfSatisfying(
              CommitmentScu.Outcome.Refused.class,
              r -> assertThat(r.status()).isEqualTo(StatusCode.INVALID_ARGUMENT));
      assertThat(scu(archive.port(), LONG).request("2.25.10", List.of(HELD)))
          .isInstanceOf(CommitmentScu.Outcome.Reported.class);
    }
  }
}
