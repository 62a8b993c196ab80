package org.contourflow.camel.dicom;

import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.contourflow.dicom.net.scp.AssociationEnds;

/**
 * Receive, send, query and retrieve DICOM instances over the DICOM network (C-STORE, C-ECHO,
 * C-FIND, C-MOVE, storage commitment, TLS).
 *
 * <p>A listener's exchange is the instance on disk: durable before the route sees it, and
 * acknowledged to the sender when the route has ended without an exception.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "dicom",
    title = "DICOM",
    syntax = "dicom:operation",
    category = {Category.NETWORKING, Category.FILE},
    headersClass = DicomHeaders.class)
public class DicomEndpoint extends ScheduledPollEndpoint {
  @UriPath(description = "listen (consumer), send (producer) or query (producer, polling consumer)")
  @Metadata(required = true)
  private final DicomOperation operation;

  @UriParam private DicomConfiguration configuration;

  private AssociationEnds associationEnds = AssociationEnds.UNHEARD;

  /** For the component. */
  public DicomEndpoint(
      String uri, Component component, DicomOperation operation, DicomConfiguration options) {
    super(uri, component);
    this.operation = operation;
    this.configuration = options;
  }

  @Override
  public Producer createProducer() {
    return switch (operation) {
      case send -> new DicomSendProducer(this);
      case query -> new DicomQueryProducer(this);
      case listen ->
          throw new IllegalArgumentException("dicom:listen is a consumer; send with dicom:send");
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Consumer consumer =
        switch (operation) {
          case listen -> new DicomListenConsumer(this, processor);
          case query -> new DicomQueryConsumer(this, processor);
          case send ->
              throw new IllegalArgumentException(
                  "dicom:send is a producer; receive with dicom:listen");
        };
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public boolean isLenientProperties() {
    return false;
  }

  public DicomOperation getOperation() {
    return operation;
  }

  public DicomConfiguration getConfiguration() {
    return configuration;
  }

  public void setConfiguration(DicomConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Who hears of the end of associations; of {@code dicom:listen}. */
  public AssociationEnds getAssociationEnds() {
    return associationEnds;
  }

  /** No option of the URI: who builds the endpoint sets it before the route starts. */
  public void setAssociationEnds(AssociationEnds associationEnds) {
    this.associationEnds = associationEnds;
  }

  @Override
  public DicomComponent getComponent() {
    return (DicomComponent) super.getComponent();
  }
}
