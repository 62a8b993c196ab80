package org.contourflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.contourflow.camel.dicom.DicomCommand;
import org.contourflow.camel.dicom.DicomHeaders;
import org.contourflow.config.DicomSettings;
import org.contourflow.delivery.DeliveryOutcome;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.CommitmentReport;
import org.contourflow.dicom.net.SopReference;
import org.contourflow.dicom.net.scu.CommitmentScu;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report on storage commitment without a failure, which names our instance or does not. */
class CommitmentOfOthersTest {
  private static final String OURS = "2.25.4711";

  @TempDir Path folder;
  private Path set;

  @BeforeEach
  void write() throws Exception {
    set = folder.resolve("set.dcm");
    DicomDataset data =
        DicomDataset.create()
            .put(DicomTag.SOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
            .put(DicomTag.SOPInstanceUID, OURS);
    DicomFiles.write(set, data, DicomUid.EXPLICIT_VR_LITTLE_ENDIAN);
  }

  private static SopReference reference(String sop) {
    return new SopReference(DicomUid.RT_STRUCTURE_SET_STORAGE, sop);
  }

  /** Stores it, and is told that the peer commits to these. */
  private DeliveryOutcome deliver(List<SopReference> committed) throws Exception {
    CamelContext camel = new DefaultCamelContext();
    try {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:send").process(exchange -> answer(exchange, committed));
            }
          });
      camel.start();
      DicomSettings.Target target =
          new DicomSettings.Target(
              "tps", "127.0.0.1", 104, "TPS", null, true, 1, null, null, null, null);
      return new DicomDelivery(
              target,
              camel.getEndpoint("direct:send"),
              camel.createProducerTemplate(),
              new CommitmentDesk())
          .deliver(set, "RS.dcm");
    } finally {
      camel.stop();
    }
  }

  private void answer(Exchange exchange, List<SopReference> committed) {
    boolean commit =
        exchange.getIn().getHeader(DicomHeaders.COMMAND, DicomCommand.class) == DicomCommand.COMMIT;
    String transaction = exchange.getIn().getHeader(DicomHeaders.TRANSACTION_UID, String.class);
    exchange
        .getMessage()
        .setBody(
            commit
                ? new CommitmentScu.Outcome.Reported(
                    new CommitmentReport(transaction, "TPS", committed, List.of()))
                : List.of(
                    new StoreReceipt(
                        set, DicomUid.RT_STRUCTURE_SET_STORAGE, OURS, new StoreOutcome.Stored())));
  }

  @Test
  void one_that_names_it_is_a_commitment() throws Exception {
    assertThat(deliver(List.of(reference("2.25.1"), reference(OURS))))
        .isInstanceOf(DeliveryOutcome.Delivered.class);
  }

  @Test
  void one_that_names_nothing_or_another_is_none() throws Exception {
    for (List<SopReference> named :
        List.of(List.<SopReference>of(), List.of(reference("2.25.1")))) {
      assertThat(deliver(named))
          .isInstanceOfSatisfying(
              DeliveryOutcome.NotDelivered.class,
              n -> {
                assertThat(n.reason()).endsWith("its storage commitment report does not name it");
                assertThat(n.retryable()).isTrue();
              });
    }
  }
}
