package org.contourflow.camel.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.net.scu.QueryScu.MoveOutcome;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.OrthancPeer;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.PeerServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code dicom:query} through Camel, against Orthanc and dcmtk's dcmqrscp. */
@Tag("peer")
@Timeout(Eventually.HANGS)
class QueryPeerTest extends CamelTestSupport {
  @TempDir Path folder;
  private int listenPort;

  private void listen() throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            fromF(
                    "dicom:listen?aeTitle=CONTOURFLOW&port=%d&bindAddress=127.0.0.1&spool=%s"
                        + "&reserveBytes=0",
                    listenPort, folder.resolve("spool"))
                .to("mock:arrived");
          }
        });
  }

  private void findAndMove(String peer) throws Exception {
    listen();
    List<?> studies =
        template.requestBody(
            peer, Map.of("StudyInstanceUID", "", "PatientID", "ROUTE-1"), List.class);
    assertThat(studies)
        .extracting(m -> ((DicomDataset) m).text(DicomTag.StudyInstanceUID))
        .containsExactly(CtFiles.STUDY);
    List<?> series =
        template.requestBody(
            peer + "&level=SERIES",
            Map.of("StudyInstanceUID", CtFiles.STUDY, "SeriesInstanceUID", "", "Modality", "CT"),
            List.class);
    assertThat(series).hasSize(1);
    getMockEndpoint("mock:arrived").expectedMessageCount(3);
    Object moved =
        template.requestBodyAndHeader(
            peer + "&destination=CONTOURFLOW",
            Map.of("StudyInstanceUID", CtFiles.STUDY),
            DicomHeaders.COMMAND,
            DicomCommand.MOVE);
    assertThat(moved)
        .isInstanceOfSatisfying(
            MoveOutcome.Moved.class,
            m -> {
              assertThat(m.completed()).isEqualTo(3);
              assertThat(m.failed()).isZero();
            });
    MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
    assertThatThrownBy(
            () ->
                template.requestBodyAndHeader(
                    peer + "&destination=NOWHERE",
                    Map.of("StudyInstanceUID", CtFiles.STUDY),
                    DicomHeaders.COMMAND,
                    DicomCommand.MOVE))
        .hasCauseInstanceOf(DicomPeerException.class);
  }

  @Test
  void orthanc_is_asked_and_sends() throws Exception {
    listenPort = FreePort.find();
    try (OrthancPeer orthanc = OrthancPeer.start(folder.resolve("orthanc"), listenPort)) {
      for (Path file : CtFiles.write(folder.resolve("in"), 3)) {
        orthanc.upload(file);
      }
      findAndMove(
          "dicom:query?aeTitle=CONTOURFLOW&calledAeTitle=ORTHANC&host=127.0.0.1&port="
              + orthanc.dicomPort());
    }
  }

  @Test
  void dcmqrscp_is_asked_and_sends() throws Exception {
    Peer dcmqrscp = Peer.require("dcmqrscp");
    Peer storescu = Peer.require("storescu");
    listenPort = FreePort.find();
    int port = FreePort.find();
    Path database = Files.createDirectories(folder.resolve("qr"));
    Path config =
        Files.writeString(
            folder.resolve("dcmqrscp.cfg"),
            """
            NetworkTCPPort  = %d
            MaxPDUSize      = 16384
            MaxAssociations = 16
            HostTable BEGIN
            contourflow = (CONTOURFLOW, 127.0.0.1, %d)
            HostTable END
            VendorTable BEGIN
            VendorTable END
            AETable BEGIN
            ARCHIVE %s RW (9, 1024mb) ANY
            AETable END
            """
                .formatted(port, listenPort, database));
    CtFiles.write(folder.resolve("in"), 3);
    try (PeerServer server =
        PeerServer.server(dcmqrscp, folder, port, "-c", config.toString(), "" + port)) {
      assertThat(server.process().isAlive()).isTrue();
      Peer.Result stored =
          storescu.run(
              "-aec", "ARCHIVE", "+sd", "127.0.0.1", "" + port, folder.resolve("in").toString());
      assertThat(stored.exit()).as(stored.output()).isZero();
      findAndMove(
          "dicom:query?aeTitle=CONTOURFLOW&calledAeTitle=ARCHIVE&host=127.0.0.1&port=" + port);
    }
  }

  @Test
  void a_polled_query_hands_each_study_out_once_and_again_if_its_route_failed() throws Exception {
    listenPort = FreePort.find();
    Set<String> confirmed = new HashSet<>();
    MemoryIdempotentRepository repository =
        new MemoryIdempotentRepository() {
          @Override
          public boolean confirm(String key) {
            confirmed.add(key);
            return super.confirm(key);
          }
        };
    context.getRegistry().bind("seen", repository);
    AtomicLong polls = new AtomicLong();
    context
        .getRegistry()
        .bind(
            "counted",
            new DefaultPollingConsumerPollStrategy() {
              @Override
              public void commit(Consumer consumer, Endpoint endpoint, int polled) {
                polls.incrementAndGet();
              }
            });
    try (OrthancPeer orthanc = OrthancPeer.start(folder.resolve("orthanc"), listenPort)) {
      for (Path file : CtFiles.write(folder.resolve("in"), 2)) {
        orthanc.upload(file);
      }
      MockEndpoint found = getMockEndpoint("mock:found");
      found.whenExchangeReceived(
          1,
          exchange -> {
            throw new IllegalStateException("the index is away");
          });
      found.expectedMessageCount(2);
      found.expectedHeaderReceived(DicomHeaders.STUDY_INSTANCE_UID, CtFiles.STUDY);
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              fromF(
                      "dicom:query?calledAeTitle=ORTHANC&host=127.0.0.1&port=%d&delay=300"
                          + "&match.PatientID=ROUTE-1&noticeGrowth=true&idempotentRepository=#seen"
                          + "&pollStrategy=#counted",
                      orthanc.dicomPort())
                  .to("mock:found");
            }
          });
      MockEndpoint.assertIsSatisfied(4, TimeUnit.MINUTES, found);
      Eventually.counts(3, "the archive was asked", polls::get);
      found.assertIsSatisfied();
      assertThat(confirmed).containsExactly(CtFiles.STUDY + "#2");
    }
  }
}
