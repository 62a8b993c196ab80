package org.contourflow.routes;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.contourflow.camel.dicom.DicomCommand;
import org.contourflow.camel.dicom.DicomHeaders;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.net.scu.QueryScu.FindOutcome;

/** The matches of a C-FIND, where they are all there are: half an answer is none. */
final class WholeAnswer {
  private WholeAnswer() {}

  /**
   * Asks, and waits for the answer.
   *
   * @throws IOException if the peer did not answer, refused, or broke off before its end
   */
  static List<DicomDataset> find(
      ProducerTemplate producer, Endpoint endpoint, Map<String, String> keys) throws IOException {
    Exchange asked =
        producer.request(
            endpoint,
            exchange -> {
              exchange.getIn().setBody(keys);
              exchange.getIn().setHeader(DicomHeaders.COMMAND, DicomCommand.FIND);
            });
    if (asked.getException() != null) {
      throw new IOException(asked.getException());
    }
    if (asked.getMessage().getHeader(DicomHeaders.TRUNCATED, false, Boolean.class)) {
      throw new IOException("the answer ended before all of it was named");
    }
    Object answer = asked.getMessage().getBody();
    if (answer instanceof List<?> matches) {
      return matches.stream().map(DicomDataset.class::cast).toList();
    }
    throw new IOException(
        answer instanceof FindOutcome outcome ? outcome.accept(new NoMatches()) : "no answer");
  }

  /** Why a C-FIND has no matches to give. */
  private static final class NoMatches implements FindOutcome.Visitor<String> {
    @Override
    public String found(FindOutcome.Found found) {
      return "no answer";
    }

    @Override
    public String refused(FindOutcome.Refused refused) {
      return "refused, " + refused.status() + " " + refused.comment();
    }

    @Override
    public String failed(FindOutcome.Failed failed) {
      return failed.cause();
    }
  }
}
