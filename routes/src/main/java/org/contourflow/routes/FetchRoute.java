package org.contourflow.routes;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.contourflow.camel.dicom.DicomHeaders;

/** A PACS that is polled: each study found, new or grown -> the series wanted of it are fetched. */
public final class FetchRoute extends RouteBuilder {
  private final String name;
  private final Endpoint studies;
  private final SeriesFetch fetch;

  public FetchRoute(String name, Endpoint studies, SeriesFetch fetch) {
    this.name = name;
    this.studies = studies;
    this.fetch = fetch;
  }

  @Override
  public void configure() {
    from(studies).routeId("query-" + name).process(this::fetch);
  }

  private void fetch(Exchange exchange) throws Exception {
    fetch.study(exchange.getMessage().getHeader(DicomHeaders.STUDY_INSTANCE_UID, String.class));
  }
}
