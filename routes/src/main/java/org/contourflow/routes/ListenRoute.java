package org.contourflow.routes;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.contourflow.audit.Actor;
import org.contourflow.camel.dicom.DicomHeaders;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.Spool;
import org.contourflow.intake.Intake;
import org.contourflow.intake.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code dicom:listen} -> intake. The route's end is the sender's answer: what it stored, or put
 * aside with its reason, is safe here, and the sender may go.
 */
public final class ListenRoute extends RouteBuilder {
  public static final String ID = "listen";
  private static final Logger LOG = LoggerFactory.getLogger(ListenRoute.class);

  private final Endpoint listen;
  private final Intake intake;
  private final CommitmentDesk commitments;

  public ListenRoute(Endpoint listen, Intake intake, CommitmentDesk commitments) {
    this.listen = listen;
    this.intake = intake;
    this.commitments = commitments;
  }

  /** What a crash left whole but perhaps unacknowledged: taking it twice changes nothing. */
  public static void takeUp(Path spool, Intake intake) throws IOException {
    for (Path left : Spool.receivedIn(spool)) {
      try {
        intake.take(left, left.getFileName().toString(), Intake.Source.CSTORE);
      } catch (IOException | RuntimeException | Error e) {
        // It stays in the spool for the next start; the others, and the listener, must not wait.
        LOG.error("an instance that an earlier run received could not be taken", Nameless.of(e));
      }
    }
  }

  @Override
  public void configure() {
    from(listen)
        .routeId(ID)
        .choice()
        .when(header(DicomHeaders.EVENT).isEqualTo("COMMITMENT_REPORT"))
        .process(e -> commitments.reported(e.getMessage().getBody(CommitmentReport.class)))
        .otherwise()
        .process(this::take);
  }

  private void take(Exchange exchange) throws Exception {
    ReceivedInstance instance =
        exchange.getMessage().getHeader(DicomHeaders.RECEIVED_INSTANCE, ReceivedInstance.class);
    intake
        .senders()
        .sends(
            Senders.Kind.ASSOCIATION,
            instance.source().association(),
            instance.seriesInstanceUid(),
            instance.sopInstanceUid());
    new Actor("", instance.source().callingAeTitle(), instance.source().address())
        .during(
            () ->
                intake.take(
                    instance.file(),
                    instance.sopInstanceUid() + ".dcm",
                    Intake.Source.CSTORE,
                    instance.dataSet().sha256()));
  }
}
