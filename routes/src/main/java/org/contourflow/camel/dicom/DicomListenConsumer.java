package org.contourflow.camel.dicom;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.contourflow.dicom.net.CommitmentListener;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.StatusCode;
import org.contourflow.dicom.net.scp.AssociationEnds;
import org.contourflow.dicom.net.scp.CommitmentSettings;
import org.contourflow.dicom.net.scp.DicomListener;
import org.contourflow.dicom.net.scp.InstanceSink;
import org.contourflow.dicom.net.scp.ListenerSettings;
import org.contourflow.dicom.net.scp.ListenerStatistics;
import org.contourflow.dicom.net.scp.ReceivedInstance;
import org.contourflow.dicom.net.scp.Spool;

/**
 * {@code dicom:listen}. One exchange an instance, on the association's own thread: the route's end
 * is the sender's answer. An exception that no error handler has handled is status 0110 and the
 * instance is removed from the spool; otherwise the file is the route's.
 */
public class DicomListenConsumer extends DefaultConsumer {
  private final DicomConfiguration options;
  private Spool spool;
  private DicomListener listener;
  private HealthCheck healthCheck;

  /** For the endpoint. */
  public DicomListenConsumer(DicomEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.options = endpoint.getConfiguration();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    ListenerSettings settings = DicomEndpointSettings.listener(options);
    spool = Spool.open(DicomEndpointSettings.spool(options), options.getReserveBytes());
    try {
      AssociationEnds ends = ((DicomEndpoint) getEndpoint()).getAssociationEnds();
      listener = new DicomListener(settings, spool, this::received, commitment(), ends);
      listener.start();
    } catch (Exception e) {
      closeAll();
      throw e;
    }
    registerHealthCheck();
  }

  private CommitmentSettings commitment() {
    Optional<CommitmentListener> reports =
        options.isCommitmentReports() ? Optional.of(this::reported) : Optional.empty();
    return new CommitmentSettings(
        Optional.ofNullable(options.getInstanceCatalog()),
        DicomEndpointSettings.commitmentPeers(options),
        reports);
  }

  private void registerHealthCheck() {
    HealthCheckRegistry registry = HealthCheckRegistry.get(getEndpoint().getCamelContext());
    DicomEndpoint endpoint = (DicomEndpoint) getEndpoint();
    if (registry != null && endpoint.getComponent().isHealthCheckConsumerEnabled()) {
      healthCheck = new DicomListenHealthCheck(this, getRouteId());
      registry.register(healthCheck);
    }
  }

  /** The port listened on, also when the option was 0. */
  public int port() {
    return listener.port();
  }

  /** Whether the port is open. */
  public boolean isListening() {
    return listener != null && listener.isListening();
  }

  /** What the listener has done so far. */
  public ListenerStatistics statistics() {
    return listener.statistics();
  }

  private InstanceSink.Decision received(ReceivedInstance instance) throws Exception {
    Exchange exchange = createExchange(true);
    Message in = exchange.getIn();
    in.setBody(instance.file());
    in.setHeader(DicomHeaders.EVENT, "INSTANCE");
    in.setHeader(DicomHeaders.RECEIVED_INSTANCE, instance);
    in.setHeader(DicomHeaders.SOP_CLASS_UID, instance.sopClassUid());
    in.setHeader(DicomHeaders.SOP_INSTANCE_UID, instance.sopInstanceUid());
    in.setHeader(DicomHeaders.STUDY_INSTANCE_UID, instance.studyInstanceUid());
    in.setHeader(DicomHeaders.SERIES_INSTANCE_UID, instance.seriesInstanceUid());
    in.setHeader(DicomHeaders.TRANSFER_SYNTAX_UID, instance.dataSet().transferSyntaxUid());
    in.setHeader(DicomHeaders.CALLING_AE_TITLE, instance.source().callingAeTitle());
    try {
      run(exchange);
      return decision(exchange.getMessage());
    } finally {
      releaseExchange(exchange, false);
    }
  }

  private static InstanceSink.Decision decision(Message message) {
    Integer status = message.getHeader(DicomHeaders.STATUS, Integer.class);
    if (status == null || status == 0) {
      return InstanceSink.Decision.accepted();
    }
    String comment = message.getHeader(DicomHeaders.STATUS_COMMENT, "", String.class);
    return new InstanceSink.Decision.Refused(new StatusCode(status), comment);
  }

  private void reported(CommitmentReport report) throws Exception {
    ((DicomEndpoint) getEndpoint()).getComponent().reported(report);
    Exchange exchange = createExchange(true);
    exchange.getIn().setBody(report);
    exchange.getIn().setHeader(DicomHeaders.EVENT, "COMMITMENT_REPORT");
    exchange.getIn().setHeader(DicomHeaders.TRANSACTION_UID, report.transactionUid());
    exchange.getIn().setHeader(DicomHeaders.CALLING_AE_TITLE, report.peerAeTitle());
    try {
      run(exchange);
    } finally {
      releaseExchange(exchange, false);
    }
  }

  private void run(Exchange exchange) throws Exception {
    getProcessor().process(exchange);
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
      throw new IllegalStateException("the route rolled back");
    }
  }

  @Override
  protected void doStop() throws Exception {
    HealthCheckRegistry registry = HealthCheckRegistry.get(getEndpoint().getCamelContext());
    if (healthCheck != null && registry != null) {
      registry.unregister(healthCheck);
      healthCheck = null;
    }
    closeAll();
    super.doStop();
  }

  private void closeAll() throws java.io.IOException {
    if (listener != null) {
      listener.close();
    }
    if (spool != null) {
      spool.close();
    }
  }
}
