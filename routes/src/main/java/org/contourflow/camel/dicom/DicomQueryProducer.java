package org.contourflow.camel.dicom;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.net.scu.QueryScu;
import org.contourflow.dicom.net.scu.QueryScu.FindOutcome;
import org.contourflow.dicom.net.scu.QueryScu.MoveOutcome;

/**
 * {@code dicom:query}. FIND answers a list of {@link DicomDataset}; MOVE answers {@link
 * MoveOutcome}, and the instances come to the listener of the destination.
 */
public class DicomQueryProducer extends DefaultProducer {
  private final DicomConfiguration options;
  private QueryScu scu;

  /** For the endpoint. */
  public DicomQueryProducer(DicomEndpoint endpoint) {
    super(endpoint);
    this.options = endpoint.getConfiguration();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    scu = scu(options);
  }

  static QueryScu scu(DicomConfiguration options) {
    return new QueryScu(
        DicomEndpointSettings.ownTitle(options),
        DicomEndpointSettings.peer(options),
        DicomEndpointSettings.timeouts(options));
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    DicomCommand configured =
        options.getCommand() == null ? DicomCommand.FIND : options.getCommand();
    DicomCommand command =
        exchange.getIn().getHeader(DicomHeaders.COMMAND, configured, DicomCommand.class);
    DicomDataset keys = DicomBodies.keys(exchange.getIn().getBody(), options.getMatch());
    switch (command) {
      case FIND -> find(exchange, keys);
      case MOVE -> move(exchange, keys);
      default -> throw new IllegalArgumentException("dicom:query does not serve " + command);
    }
  }

  private void find(Exchange exchange, DicomDataset keys) throws DicomPeerException {
    FindOutcome outcome = scu.find(options.getLevel(), keys, options.getMaxMatches());
    if (outcome instanceof FindOutcome.Found found) {
      exchange.getMessage().setBody(found.matches());
      exchange.getMessage().setHeader(DicomHeaders.TRUNCATED, found.truncated());
      return;
    }
    exchange.getMessage().setBody(outcome);
    if (options.isThrowOnFailure()) {
      boolean retryable = outcome instanceof FindOutcome.Failed failed && failed.retryable();
      throw new DicomPeerException("C-FIND: " + outcome, exchange, retryable, outcome);
    }
  }

  private void move(Exchange exchange, DicomDataset keys) throws DicomPeerException {
    MoveOutcome outcome =
        scu.move(
            options.getLevel(), keys, DicomEndpointSettings.destination(options), progress -> {});
    exchange.getMessage().setBody(outcome);
    boolean complete = outcome instanceof MoveOutcome.Moved moved && moved.failed() == 0;
    if (!complete && options.isThrowOnFailure()) {
      boolean retryable = !(outcome instanceof MoveOutcome.Failed failed) || failed.retryable();
      throw new DicomPeerException("C-MOVE: " + outcome, exchange, retryable, outcome);
    }
  }
}
