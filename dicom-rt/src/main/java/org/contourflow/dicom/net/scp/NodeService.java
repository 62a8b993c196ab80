package org.contourflow.dicom.net.scp;

import java.io.IOException;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.net.CommitmentReports;
import org.contourflow.dicom.net.MessageHandler;
import org.contourflow.dicom.net.StatusCode;

/** Which service a request goes to. */
final class NodeService extends MessageHandler {
  private final StoreService store;
  private final CommitmentService commitment;
  private final CommitmentSettings commitmentSettings;

  NodeService(
      StoreService store, CommitmentService commitment, CommitmentSettings commitmentSettings) {
    this.store = store;
    this.commitment = commitment;
    this.commitmentSettings = commitmentSettings;
  }

  @Override
  protected Answer handle(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      PDVInputStream data)
      throws IOException {
    return switch (dimse) {
      case C_ECHO_RQ -> Answer.SUCCESS;
      case C_STORE_RQ -> store.stored(association, context, command, data);
      case N_ACTION_RQ -> commitment.requested(association, context, command, data);
      case N_EVENT_REPORT_RQ ->
          CommitmentReports.reported(
              commitmentSettings.listener(), association.getCallingAET(), context, command, data);
      default -> new Answer(StatusCode.UNRECOGNIZED_OPERATION, dimse + " is not served");
    };
  }
}
