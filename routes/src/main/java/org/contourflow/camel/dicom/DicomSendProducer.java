package org.contourflow.camel.dicom;

import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.support.DefaultProducer;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.scu.CommitmentScu;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.contourflow.dicom.net.scu.StoreScu;

/**
 * {@code dicom:send}. The body of the answer is the typed outcome: a list of {@link StoreReceipt},
 * an {@link EchoOutcome} or a {@link CommitmentScu.Outcome}.
 */
public class DicomSendProducer extends DefaultProducer {
  private final DicomConfiguration options;
  private StoreScu scu;
  private DicomPeerHealthCheck healthCheck;

  /** For the endpoint. */
  public DicomSendProducer(DicomEndpoint endpoint) {
    super(endpoint);
    this.options = endpoint.getConfiguration();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    scu =
        new StoreScu(
            DicomEndpointSettings.ownTitle(options),
            DicomEndpointSettings.peer(options),
            DicomEndpointSettings.timeouts(options),
            options.getMaxPduBytes());
    HealthCheckRegistry registry = registry();
    boolean enabled = ((DicomEndpoint) getEndpoint()).getComponent().isHealthCheckProducerEnabled();
    if (registry != null && enabled && producersChecked()) {
      healthCheck = new DicomPeerHealthCheck(scu);
      registry.register(healthCheck);
    }
  }

  @Override
  protected void doStop() throws Exception {
    HealthCheckRegistry registry = registry();
    if (healthCheck != null && registry != null) {
      registry.unregister(healthCheck);
      healthCheck = null;
    }
    super.doStop();
  }

  /** Camel's rule: checks of producers are off unless camel.health.producersEnabled is set. */
  private boolean producersChecked() {
    HealthCheckRepository producers =
        HealthCheckHelper.getHealthCheckRepository(getEndpoint().getCamelContext(), "producers");
    return producers != null && producers.isEnabled();
  }

  private HealthCheckRegistry registry() {
    return HealthCheckRegistry.get(getEndpoint().getCamelContext());
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    DicomCommand configured =
        options.getCommand() == null ? DicomCommand.STORE : options.getCommand();
    DicomCommand command =
        exchange.getIn().getHeader(DicomHeaders.COMMAND, configured, DicomCommand.class);
    switch (command) {
      case STORE -> store(exchange);
      case ECHO -> echo(exchange);
      case COMMIT -> commit(exchange);
      default -> throw new IllegalArgumentException("dicom:send does not serve " + command);
    }
  }

  private void store(Exchange exchange) throws DicomPeerException {
    List<StoreReceipt> receipts = scu.send(DicomBodies.files(exchange));
    List<StoreReceipt> missing = receipts.stream().filter(r -> !r.outcome().delivered()).toList();
    Message message = exchange.getMessage();
    message.setBody(receipts);
    message.setHeader(DicomHeaders.STORED, receipts.size() - missing.size());
    message.setHeader(DicomHeaders.NOT_STORED, missing.size());
    if (!missing.isEmpty() && options.isThrowOnFailure()) {
      boolean retryable = missing.stream().allMatch(r -> r.outcome().retryable());
      throw new DicomPeerException(
          missing.size()
              + " of "
              + receipts.size()
              + " instances were not stored by "
              + scu.node()
              + "; the first: "
              + missing.get(0).outcome(),
          exchange,
          retryable,
          receipts);
    }
  }

  private void echo(Exchange exchange) throws DicomPeerException {
    EchoOutcome outcome = scu.echo();
    exchange.getMessage().setBody(outcome);
    if (!(outcome instanceof EchoOutcome.Alive) && options.isThrowOnFailure()) {
      boolean retryable = outcome instanceof EchoOutcome.Failed failed && failed.retryable();
      throw new DicomPeerException(
          scu.node() + " does not echo: " + outcome, exchange, retryable, outcome);
    }
  }

  private void commit(Exchange exchange) throws DicomPeerException {
    List<SopReference> instances = DicomBodies.references(exchange);
    String transaction =
        exchange.getIn().getHeader(DicomHeaders.TRANSACTION_UID, DicomUid.create(), String.class);
    CommitmentScu commitment =
        new CommitmentScu(
            DicomEndpointSettings.ownTitle(options),
            scu.node(),
            DicomEndpointSettings.timeouts(options),
            Duration.ofMillis(options.getCommitWait()));
    DicomComponent component = ((DicomEndpoint) getEndpoint()).getComponent();
    CommitmentScu.Outcome outcome;
    try {
      outcome = commitment.request(transaction, instances, component.await(transaction));
    } finally {
      component.awaitNoMore(transaction);
    }
    exchange.getMessage().setBody(outcome);
    exchange.getMessage().setHeader(DicomHeaders.TRANSACTION_UID, transaction);
    boolean failed =
        outcome instanceof CommitmentScu.Outcome.Failed
            || outcome instanceof CommitmentScu.Outcome.Refused;
    if (failed && options.isThrowOnFailure()) {
      boolean retryable = outcome instanceof CommitmentScu.Outcome.Failed f && f.retryable();
      throw new DicomPeerException(
          scu.node() + " did not take the commitment request: " + outcome,
          exchange,
          retryable,
          outcome);
    }
  }
}
