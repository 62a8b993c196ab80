package org.contourflow.camel.dicom;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.contourflow.dicom.net.scp.ListenerStatistics;

/** Ready while the port is open; counts of the listener as details. */
class DicomListenHealthCheck extends AbstractHealthCheck {
  private final DicomListenConsumer consumer;

  DicomListenHealthCheck(DicomListenConsumer consumer, String routeId) {
    super("contourflow", "consumer:dicom-listen-" + routeId);
    this.consumer = consumer;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    if (!consumer.isListening()) {
      builder.down().message("the DICOM port is closed");
      return;
    }
    ListenerStatistics statistics = consumer.statistics();
    builder
        .up()
        .detail("port", consumer.port())
        .detail("openAssociations", statistics.openAssociations())
        .detail("storedInstances", statistics.storedInstances())
        .detail("refusedInstances", statistics.refusedInstances())
        .detail("rejectedAssociations", statistics.rejectedAssociations());
  }
}
