package org.contourflow.camel.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.scp.InstanceCatalog;
import org.contourflow.dicom.net.scu.CommitmentScu;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Storage commitment through Camel, both roles, and the health of a peer. */
@Timeout(Eventually.HANGS)
class CommitmentRouteTest extends CamelTestSupport {
  private static final SopReference HELD = new SopReference(DicomUid.CT_IMAGE_STORAGE, "1.2.3.1");
  private static final SopReference GONE = new SopReference(DicomUid.CT_IMAGE_STORAGE, "1.2.3.2");

  @TempDir static Path folder;
  private int archivePort;
  private int ownPort;

  @Override
  protected RoutesBuilder createRouteBuilder() throws Exception {
    archivePort = FreePort.find();
    ownPort = FreePort.find();
    InstanceCatalog catalog =
        i -> i.equals(HELD) ? InstanceCatalog.Holding.HELD : InstanceCatalog.Holding.NOT_HELD;
    context.getRegistry().bind("catalog", catalog);
    HealthCheckHelper.getHealthCheckRepository(context, "producers").setEnabled(true);
    Path spools = Files.createTempDirectory(folder, "spools");
    return new RouteBuilder() {
      @Override
      public void configure() {
        fromF(
                "dicom:listen?aeTitle=ARCHIVE&port=%d&bindAddress=127.0.0.1&spool=%s&reserveBytes=0"
                    + "&instanceCatalog=#catalog&commitmentPeers=KNOWN@127.0.0.1:%d",
                archivePort, spools.resolve("archive"), ownPort)
            .routeId("archive")
            .to("mock:archive");
        fromF(
                "dicom:listen?aeTitle=KNOWN&port=%d&bindAddress=127.0.0.1&spool=%s&reserveBytes=0"
                    + "&commitmentReports=true",
                ownPort, spools.resolve("own"))
            .to("mock:reports");
        for (String caller : List.of("KNOWN", "UNKNOWN")) {
          for (String wait : List.of("0", "240000")) {
            from("direct:" + caller + wait)
                .toF(
                    "dicom:send?aeTitle=%s&calledAeTitle=ARCHIVE&host=127.0.0.1&port=%d"
                        + "&command=COMMIT&commitWait=%s",
                    caller, archivePort, wait);
          }
        }
      }
    };
  }

  private Object ask(String way, String transaction, Object body) {
    return template.requestBodyAndHeader(
        "direct:" + way, body, DicomHeaders.TRANSACTION_UID, transaction);
  }

  @Test
  void a_report_on_the_same_association_is_the_answer() {
    Object outcome = ask("UNKNOWN240000", "2.25.1", List.of(HELD, GONE));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            CommitmentScu.Outcome.Reported.class,
            r -> {
              assertThat(r.report().committed()).containsExactly(HELD);
              assertThat(r.report().failed())
                  .extracting(CommitmentReport.Failure::instance)
                  .containsExactly(GONE);
            });
  }

  @Test
  void a_report_that_comes_to_a_listener_ends_the_producers_wait_and_is_an_exchange()
      throws Exception {
    MockEndpoint reports = getMockEndpoint("mock:reports");
    reports.expectedMessageCount(1);
    reports.expectedHeaderReceived(DicomHeaders.EVENT, "COMMITMENT_REPORT");
    reports.expectedHeaderReceived(DicomHeaders.TRANSACTION_UID, "2.25.2");
    long start = System.nanoTime();
    Object outcome = ask("KNOWN240000", "2.25.2", HELD);
    assertThat(outcome).isInstanceOf(CommitmentScu.Outcome.Reported.class);
    assertThat(System.nanoTime() - start).as("not the whole wait").isLessThan(200_000_000_000L);
    MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
  }

  @Test
  void without_a_wait_the_report_is_left_to_the_listeners_route() throws Exception {
    MockEndpoint reports = getMockEndpoint("mock:reports");
    reports.expectedMessageCount(1);
    assertThat(ask("KNOWN0", "2.25.3", HELD))
        .isEqualTo(new CommitmentScu.Outcome.Requested("2.25.3"));
    MockEndpoint.assertIsSatisfied(context, 4, TimeUnit.MINUTES);
    assertThat(reports.getExchanges().get(0).getIn().getBody(CommitmentReport.class).committed())
        .containsExactly(HELD);
  }

  @Test
  void a_peer_that_does_not_serve_it_is_an_exception() throws Exception {
    context.getRouteController().stopRoute("archive");
    assertThatThrownBy(() -> ask("UNKNOWN0", "2.25.4", HELD))
        .hasCauseInstanceOf(DicomPeerException.class);
  }

  @Test
  void a_peers_health_is_its_echo() throws Exception {
    assertThat(peerHealth()).isEqualTo(HealthCheck.State.UP);
    context.getRouteController().stopRoute("archive");
    assertThat(peerHealth()).isEqualTo(HealthCheck.State.DOWN);
  }

  private HealthCheck.State peerHealth() {
    return HealthCheckHelper.invoke(context, "full").stream()
        .filter(r -> r.getCheck().getId().equals("producer:dicom-ARCHIVE-127.0.0.1-" + archivePort))
        .findFirst()
        .orElseThrow()
        .getState();
  }
}
