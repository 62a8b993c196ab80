package org.contourflow.camel.dicom;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreScu;

/** Ready while the peer answers C-ECHO. Off unless the component's producer checks are enabled. */
class DicomPeerHealthCheck extends AbstractHealthCheck {
  private final StoreScu scu;

  DicomPeerHealthCheck(StoreScu scu) {
    super(
        "contourflow",
        "producer:dicom-"
            + scu.node().aeTitle()
            + "-"
            + scu.node().host()
            + "-"
            + scu.node().port());
    this.scu = scu;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    scu.echo()
        .accept(
            new EchoOutcome.Visitor<HealthCheckResultBuilder>() {
              @Override
              public HealthCheckResultBuilder alive(EchoOutcome.Alive alive) {
                return builder.up().detail("echoMillis", alive.millis());
              }

              @Override
              public HealthCheckResultBuilder refused(EchoOutcome.Refused refused) {
                return builder.down().message(refused.why());
              }

              @Override
              public HealthCheckResultBuilder failed(EchoOutcome.Failed failed) {
                return builder.down().message(failed.cause());
              }
            });
  }
}
