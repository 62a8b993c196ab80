package org.contourflow.dicom.net.scp;

import java.io.IOException;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.contourflow.dicom.net.InstanceUids;
import org.contourflow.dicom.net.MessageHandler.Answer;
import org.contourflow.dicom.net.StatusCode;

/** C-STORE as SCP: durable first, answered then (PS3.4 B.2, PS3.7 9.1). */
final class StoreService {
  private static final int AFFECTED_CLASS = 0x00000002;
  private static final int AFFECTED_INSTANCE = 0x00001000;

  private final ListenerSettings settings;
  private final ListenerCounters counters;
  private final InstanceReceiver arrivals;

  StoreService(
      ListenerSettings settings, Spool spool, InstanceSink sink, ListenerCounters counters) {
    this.settings = settings;
    this.counters = counters;
    this.arrivals = new InstanceReceiver(spool, sink);
  }

  /** C-STORE. */
  Answer stored(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException {
    Answer answer = store(association, context, command, data);
    counters.answered(answer.status());
    return answer;
  }

  private Answer store(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException {
    String sopClass = only(command, AFFECTED_CLASS);
    String sopInstance = only(command, AFFECTED_INSTANCE);
    if (!InstanceUids.isSafe(sopInstance)) {
      return new Answer(
          StatusCode.INVALID_OBJECT_INSTANCE, "Affected SOP Instance UID is not a UID");
    }
    if (!sopClass.equals(abstractSyntax(association, context)) || data == null) {
      return new Answer(
          StatusCode.DATA_SET_DOES_NOT_MATCH, "no data set, or not of the context's SOP class");
    }
    String calling = association.getCallingAET();
    ReceivedInstance.Source source =
        new ReceivedInstance.Source(
            "C-STORE",
            calling,
            association.getCalledAET(),
            association.getSocket().getInetAddress().getHostAddress(),
            association.getSerialNo());
    return arrivals.receive(
        new InstanceReceiver.Announced(sopClass, sopInstance, context.getTransferSyntax()),
        source,
        settings.limits().maxInstanceBytes(),
        data::copyTo);
  }

  /** The one value; empty for none, and for several, of which the toolkit would give the first. */
  private static String only(Attributes command, int tag) {
    String[] values = command.getStrings(tag);
    return values != null && values.length == 1 && values[0] != null ? values[0] : "";
  }

  private static String abstractSyntax(Association association, Presentation context) {
    Presentation asked = association.getAAssociateRQ().getPresentationContext(context.getPCID());
    return asked == null ? "" : asked.getAbstractSyntax();
  }
}
