package org.contourflow.dicom.net;

import java.io.IOException;
import java.io.Serial;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;

/** No association came about; says why, and whether trying again later can help. */
public final class ConnectException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean retryable;

  private ConnectException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  public boolean retryable() {
    return retryable;
  }

  static ConnectException rejected(RemoteNode node, AAssociateRJ rejection) {
    boolean isTransient = rejection.getResult() == AAssociateRJ.RESULT_REJECTED_TRANSIENT;
    return new ConnectException(
        node
            + " rejected the association: "
            + reason(rejection)
            + (isTransient ? " (transient)" : " (permanent)"),
        isTransient,
        rejection);
  }

  private static String reason(AAssociateRJ rejection) {
    if (rejection.getSource() == AAssociateRJ.SOURCE_SERVICE_USER) {
      return switch (rejection.getReason()) {
        case AAssociateRJ.REASON_CALLED_AET_NOT_RECOGNIZED ->
            "it does not answer to the called AE title; check it";
        case AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED ->
            "it does not know this node's AE title; have it entered there";
        case AAssociateRJ.REASON_APP_CTX_NAME_NOT_SUPPORTED ->
            "it does not support the DICOM application context";
        default -> "no reason given";
      };
    }
    boolean busy = rejection.getSource() == AAssociateRJ.SOURCE_SERVICE_PROVIDER_PRES;
    return busy && rejection.getReason() == AAssociateRJ.REASON_TEMPORARY_CONGESTION
        ? "temporary congestion"
        : busy ? "too many associations at once" : "no reason given";
  }

  static ConnectException of(RemoteNode node, Exception cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
      return new ConnectException(
          "TLS with " + node + " failed: " + why + "; check both sides' certificates",
          false,
          cause);
    }
    return new ConnectException("no association with " + node + ": " + why, true, cause);
  }
}
