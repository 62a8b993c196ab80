package org.contourflow.dicom.net;

import java.io.IOException;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.DimseRQHandler;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outermost edge of every request: whatever a service throws becomes a failure status and a log
 * line with its stack. Left to itself the toolkit would abort silently on a RuntimeException and
 * leave the peer waiting on an Error.
 */
public abstract class MessageHandler implements DimseRQHandler {
  private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);
  private static final int ERROR_COMMENT = 0x00000902;
  private static final int STATUS = 0x00000900;
  private static final int COMMAND_FIELD = 0x00000100;
  private static final int MESSAGE_ID = 0x00000110;
  private static final int COMMENT_LENGTH = 64;

  /** An answer: a status and, for a failure, up to 64 characters for the peer's log. */
  public record Answer(StatusCode status, String comment) {
    public static final Answer SUCCESS = new Answer(StatusCode.SUCCESS, "");
  }

  /** Handles one request; the data set must be read to its end or left alone. */
  protected abstract Answer handle(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      PDVInputStream data)
      throws Exception;

  @Override
  public final void onDimse(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      PDVInputStream data)
      throws IOException {
    Answer answer = guarded(association, context, dimse, command, data);
    if (data != null) {
      data.skipAll();
    }
    association.writeDimseRSP(context, response(dimse, command, answer));
  }

  private Answer guarded(
      Association association,
      Presentation context,
      Dimse dimse,
      Attributes command,
      PDVInputStream data)
      throws IOException {
    try {
      return handle(association, context, dimse, command, data);
    } catch (IOException e) {
      // The connection: the toolkit ends the association.
      throw e;
    } catch (Throwable e) {
      LOG.error("a {} request failed", dimse, e);
      return new Answer(StatusCode.PROCESSING_FAILURE, "internal error, see the node's log");
    }
  }

  private static Attributes response(Dimse dimse, Attributes command, Answer answer) {
    int status = answer.status().code();
    Attributes response =
        switch (dimse) {
          case C_STORE_RQ -> Commands.mkCStoreRSP(command, status);
          case C_ECHO_RQ -> Commands.mkEchoRSP(command, status);
          case N_ACTION_RQ -> Commands.mkNActionRSP(command, status);
          case N_EVENT_REPORT_RQ -> Commands.mkNEventReportRSP(command, status);
          default -> bare(dimse, command, status);
        };
    if (!answer.comment().isEmpty()) {
      String comment = answer.comment();
      int length = Math.min(comment.length(), COMMENT_LENGTH);
      response.setString(ERROR_COMMENT, VR.LO, comment.substring(0, length));
    }
    return response;
  }

  private static Attributes bare(Dimse dimse, Attributes command, int status) {
    Attributes response = new Attributes();
    response.setInt(COMMAND_FIELD, VR.US, dimse.commandFieldOfRSP());
    response.setInt(0x00000120, VR.US, command.getInt(MESSAGE_ID, 0));
    response.setInt(STATUS, VR.US, status);
    return response;
  }

  @Override
  public void onClose(Association association) {
    // Nothing is held per association.
  }
}
