package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSession;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.AssociationHandler;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.TransferCapability;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.contourflow.dicom.DicomUid;
import org.contourflow.dicom.net.Daemons;
import org.contourflow.dicom.net.MessageHandler;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.PeerSocket;
import org.contourflow.dicom.net.SparingLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The toolkit's device, application entity and negotiation for a listener. Associations run on the
 * thread that hands them in; the toolkit's own timers only add politeness (an A-ABORT) to what the
 * listener's watch enforces.
 */
final class AcceptorDevice implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptorDevice.class);
  private static final String ENTERED = "contourflow.entered";
  private static final int SMALLEST_PEER_PDU = 512;
  private static final String[] NATIVE = {
    DicomUid.EXPLICIT_VR_LITTLE_ENDIAN, DicomUid.IMPLICIT_VR_LITTLE_ENDIAN
  };

  private final ListenerSettings settings;
  private final ListenerCounters counters;
  private final AssociationEnds ends;
  private final Connection connection;
  private final ScheduledExecutorService timers;
  private final SparingLog log = new SparingLog(LOG);

  AcceptorDevice(
      ListenerSettings settings,
      MessageHandler handler,
      boolean commitmentOffered,
      ListenerCounters counters,
      AssociationEnds ends) {
    this.settings = settings;
    this.counters = counters;
    this.ends = ends;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            Daemons.named("dicom-" + settings.aeTitle() + "-timer"));
    Device device = new Device("contourflow");
    device.setExecutor(Runnable::run);
    device.setScheduledExecutor(timers);
    device.setAssociationHandler(new Negotiation());
    this.connection = new Connection("listener", "localhost");
    configureConnection();
    device.addConnection(connection);
    ApplicationEntity entity = new ApplicationEntity(settings.aeTitle().value());
    entity.setAssociationAcceptor(true);
    entity.addConnection(connection);
    entity.setDimseRQHandler(handler);
    device.addApplicationEntity(entity);
    addCapabilities(entity);
    if (commitmentOffered) {
      for (TransferCapability.Role role : TransferCapability.Role.values()) {
        add(entity, DicomUid.STORAGE_COMMITMENT_PUSH, role, NATIVE);
      }
    }
  }

  private void configureConnection() {
    connection.setReceivePDULength(settings.limits().maxPduBytes());
    connection.setSendPDULength(settings.limits().maxPduBytes());
    connection.setMaxOpsInvoked(1);
    connection.setMaxOpsPerformed(1);
    connection.setIdleTimeout(NetworkTimeouts.millis(settings.timeouts().idle()));
    connection.setSocketCloseDelay(0);
  }

  private void addCapabilities(ApplicationEntity entity) {
    String[] syntaxes = settings.offer().transferSyntaxes().toArray(String[]::new);
    for (String uid : settings.offer().sopClasses()) {
      add(entity, uid, TransferCapability.Role.SCP, syntaxes);
    }
    add(entity, DicomUid.VERIFICATION, TransferCapability.Role.SCP, NATIVE);
  }

  private static void add(
      ApplicationEntity entity, String uid, TransferCapability.Role role, String... syntaxes) {
    TransferCapability capability = new TransferCapability(null, uid, role, syntaxes);
    capability.setPreferredTransferSyntaxes(syntaxes);
    entity.addTransferCapability(capability);
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }

  /** Who may call, from where, and how many at once (PS3.8 9.3.4). */
  private final class Negotiation extends AssociationHandler {
    @Override
    protected AAssociateAC negotiate(Association association, AAssociateRQ request)
        throws IOException {
      try {
        checkRequest(request);
        checkCaller(association, request);
        AAssociateAC answer = super.negotiate(association, request);
        if (!counters.tryEnter(settings.limits().maxAssociations())) {
          throw reject(
              AAssociateRJ.RESULT_REJECTED_TRANSIENT,
              AAssociateRJ.SOURCE_SERVICE_PROVIDER_PRES,
              AAssociateRJ.REASON_LOCAL_LIMIT_EXCEEDED,
              "more than " + settings.limits().maxAssociations() + " associations at once");
        }
        association.setProperty(ENTERED, true);
        ((PeerSocket) association.getSocket()).activity().established();
        answer.setImplClassUID(DicomUid.IMPLEMENTATION_CLASS);
        answer.setImplVersionName(DicomUid.IMPLEMENTATION_VERSION_NAME);
        return answer;
      } catch (AAssociateRJ e) {
        counters.rejected();
        throw e;
      }
    }

    private void checkRequest(AAssociateRQ request) throws AAssociateRJ {
      if (request.getApplicationContext() == null) {
        throw reject(
            AAssociateRJ.RESULT_REJECTED_PERMANENT,
            AAssociateRJ.SOURCE_SERVICE_USER,
            AAssociateRJ.REASON_APP_CTX_NAME_NOT_SUPPORTED,
            "no application context");
      }
      int peerPdu = request.getMaxPDULength();
      if (peerPdu < 0 || peerPdu > settings.limits().maxPduBytes()) {
        request.setMaxPDULength(settings.limits().maxPduBytes());
      } else if (peerPdu > 0 && peerPdu < SMALLEST_PEER_PDU) {
        throw reject(
            AAssociateRJ.RESULT_REJECTED_PERMANENT,
            AAssociateRJ.SOURCE_SERVICE_USER,
            AAssociateRJ.REASON_NO_REASON_GIVEN,
            "a maximum PDU length of " + peerPdu);
      }
    }

    private void checkCaller(Association association, AAssociateRQ request) throws AAssociateRJ {
      if (!settings.aeTitle().value().equals(request.getCalledAET())) {
        throw reject(
            AAssociateRJ.RESULT_REJECTED_PERMANENT,
            AAssociateRJ.SOURCE_SERVICE_USER,
            AAssociateRJ.REASON_CALLED_AET_NOT_RECOGNIZED,
            "called AE title '" + printable(request.getCalledAET()) + "' is not this node's");
      }
      InetAddress address = association.getSocket().getInetAddress();
      String calling = request.getCallingAET();
      boolean allowed =
          settings.callers().allowed().isEmpty()
              || settings.callers().allowed().stream().anyMatch(c -> c.allows(calling, address));
      if (!allowed) {
        throw reject(
            AAssociateRJ.RESULT_REJECTED_PERMANENT,
            AAssociateRJ.SOURCE_SERVICE_USER,
            AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED,
            "calling AE title '"
                + printable(calling)
                + "' from "
                + address.getHostAddress()
                + " is not allowed");
      }
      SSLSession session = ((PeerSocket) association.getSocket()).tlsSession().orElse(null);
      if (!settings.callers().certificates().allows(calling, session)) {
        throw reject(
            AAssociateRJ.RESULT_REJECTED_PERMANENT,
            AAssociateRJ.SOURCE_SERVICE_USER,
            AAssociateRJ.REASON_CALLING_AET_NOT_RECOGNIZED,
            "calling AE title '"
                + printable(calling)
                + "' from "
                + address.getHostAddress()
                + " came with another certificate than the one bound to it");
      }
    }

    private AAssociateRJ reject(int result, int source, int reason, String why) {
      log.warn("association rejected by " + settings.aeTitle() + ": " + why);
      return new AAssociateRJ(result, source, reason);
    }

    @Override
    protected void onClose(Association association) {
      if (association.clearProperty(ENTERED) != null) {
        counters.leave();
        tellEnd(association);
      }
    }

    private void tellEnd(Association association) {
      try {
        // Whatever ends an association but a release leaves its exception, an A-ABORT too.
        ends.ended(association.getSerialNo(), association.getException() == null);
      } catch (RuntimeException | Error e) {
        // The edge to code of others; the connection must still be closed to its end.
        LOG.error("the end of an association could not be noted", e);
      }
    }
  }

  private static String printable(String text) {
    return text == null ? "" : text.replaceAll("[^\\x20-\\x7E]", "?");
  }
}
