package org.contourflow.camel.dicom;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.PropertiesHelper;
import org.contourflow.dicom.net.CommitmentReport;

/** The Camel component {@code dicom}. */
@Component("dicom")
public class DicomComponent extends HealthCheckComponent {
  @Metadata(description = "Options that every endpoint starts from.")
  private DicomConfiguration configuration = new DicomConfiguration();

  /** Reports on requests whose producers wait, by transaction UID. */
  private final ConcurrentMap<String, CompletableFuture<CommitmentReport>> awaited =
      new ConcurrentHashMap<>();

  /** For Camel. */
  public DicomComponent() {}

  /** For a context of one's own. */
  public DicomComponent(CamelContext context) {
    super(context);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    DicomOperation operation = operation(remaining);
    DicomConfiguration options = configuration.copy();
    options.getMatch().putAll(PropertiesHelper.extractProperties(parameters, "match."));
    DicomEndpoint endpoint = new DicomEndpoint(uri, this, operation, options);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  private static DicomOperation operation(String remaining) {
    for (DicomOperation operation : DicomOperation.values()) {
      if (operation.name().equals(remaining)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "dicom:" + remaining + " is not known; dicom:listen, dicom:send or dicom:query");
  }

  /** A report that a producer waits for may come to any listener of this component. */
  void reported(CommitmentReport report) {
    CompletableFuture<CommitmentReport> waiting = awaited.get(report.transactionUid());
    if (waiting != null) {
      waiting.complete(report);
    }
  }

  CompletableFuture<CommitmentReport> await(String transactionUid) {
    return awaited.computeIfAbsent(transactionUid, uid -> new CompletableFuture<>());
  }

  void awaitNoMore(String transactionUid) {
    awaited.remove(transactionUid);
  }

  public DicomConfiguration getConfiguration() {
    return configuration;
  }

  public void setConfiguration(DicomConfiguration configuration) {
    this.configuration = configuration;
  }
}
