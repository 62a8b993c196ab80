package org.contourflow.dicom.net;

import java.io.IOException;
import java.util.Optional;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.net.MessageHandler.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes N-EVENT-REPORTs of storage commitment (PS3.4 J.3.3): a peer reports on a request of this
 * node, on the requesting association or on one of its own.
 */
public final class CommitmentReports {
  private static final Logger LOG = LoggerFactory.getLogger(CommitmentReports.class);
  private static final int EVENT_TYPE = 0x00001002;

  private CommitmentReports() {}

  /** Hands a report to the listener and says what to answer the peer. */
  public static Answer reported(
      Optional<CommitmentListener> listener,
      String peerAeTitle,
      Presentation context,
      Attributes command,
      PDVInputStream data)
      throws IOException {
    if (listener.isEmpty()) {
      return new Answer(StatusCode.SOP_CLASS_NOT_SUPPORTED, "reports are not taken");
    }
    int event = command.getInt(EVENT_TYPE, 0);
    boolean known =
        event == CommitmentDataset.EVENT_ALL_COMMITTED || event == CommitmentDataset.EVENT_FAILURES;
    if (!known || data == null) {
      return new Answer(StatusCode.NO_SUCH_EVENT, "only events 1 and 2 of storage commitment");
    }
    CommitmentReport report;
    try {
      report =
          CommitmentDataset.toReport(
              CommitmentDataset.read(data, context.getTransferSyntax()), peerAeTitle);
    } catch (IllegalArgumentException e) {
      return new Answer(StatusCode.INVALID_ARGUMENT, e.getMessage());
    }
    try {
      listener.get().reported(report);
      return Answer.SUCCESS;
    } catch (Exception e) {
      LOG.error("a storage commitment report from {} could not be recorded", peerAeTitle, e);
      return new Answer(StatusCode.PROCESSING_FAILURE, "the report could not be recorded");
    }
  }
}
