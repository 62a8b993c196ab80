package org.contourflow.dicom.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.DimseRQHandler;
import org.aoju.bus.image.metric.internal.pdu.AAbort;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.contourflow.dicom.DicomToolkit;
import org.contourflow.dicom.DicomUid;

/**
 * Opens one association to a peer and ends it. Every wait is bounded: connection, hand-shake,
 * negotiation and response by {@link NetworkTimeouts}, a peer that stops reading by a watch that
 * closes the socket.
 */
public final class AssociationClient implements AutoCloseable {
  /** Longest PDU taken, by either side of an association, unless told otherwise. */
  public static final int DEFAULT_PDU_BYTES = 1 << 17;

  private static final int WATCH_MILLIS = 200;

  private final AeTitle callingAeTitle;
  private final RemoteNode node;
  private final NetworkTimeouts timeouts;
  private final ExecutorService readers;
  private final ScheduledExecutorService timers;
  private final ScheduledExecutorService watch;
  private final ApplicationEntity entity;
  private final Outgoing local;
  private volatile PeerSocket socket;
  private Association association;

  public AssociationClient(
      AeTitle callingAeTitle, RemoteNode node, NetworkTimeouts timeouts, int maxPduBytes) {
    DicomToolkit.initialise();
    this.callingAeTitle = callingAeTitle;
    this.node = node;
    this.timeouts = timeouts;
    String name = "dicom-to-" + node.aeTitle();
    this.readers = Executors.newCachedThreadPool(Daemons.named(name));
    this.timers = Executors.newSingleThreadScheduledExecutor(Daemons.named(name + "-timer"));
    this.watch = Executors.newSingleThreadScheduledExecutor(Daemons.named(name + "-watch"));
    Device device = new Device("contourflow");
    device.setExecutor(this::runReader);
    device.setScheduledExecutor(timers);
    this.local = new Outgoing(maxPduBytes);
    device.addConnection(local);
    this.entity = new ApplicationEntity(callingAeTitle.value());
    entity.setAssociationInitiator(true);
    entity.addConnection(local);
    device.addApplicationEntity(entity);
  }

  /** Serves requests the peer sends on this association (storage commitment reports). */
  public void serve(DimseRQHandler handler) {
    entity.setDimseRQHandler(handler);
  }

  /** The reader thread must not end without closing the socket: waiters would wait for ever. */
  private void runReader(Runnable reader) {
    readers.execute(
        () -> {
          try {
            reader.run();
          } finally {
            PeerSocket current = socket;
            if (current != null) {
              current.cut();
            }
          }
        });
  }

  /**
   * Opens the association.
   *
   * @throws ConnectException typed: what failed and whether to try again
   */
  public Association open(AAssociateRQ request) throws ConnectException {
    request.setCallingAET(callingAeTitle.value());
    request.setCalledAET(node.aeTitle().value());
    request.setImplClassUID(DicomUid.IMPLEMENTATION_CLASS);
    request.setImplVersionName(DicomUid.IMPLEMENTATION_VERSION_NAME);
    Connection remote = new Connection("peer", node.host(), node.port());
    watch.scheduleWithFixedDelay(
        this::cutOverdue, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    long begun = System.nanoTime();
    try {
      association = entity.connect(local, remote, request);
      socket.activity().established();
      return association;
    } catch (AAssociateRJ e) {
      throw ConnectException.rejected(node, e);
    } catch (AAbort | SocketException e) {
      throw ConnectException.of(node, silent(begun) ? new SilentPeerException(timeouts, e) : e);
    } catch (IOException | InternalException | GeneralSecurityException e) {
      throw ConnectException.of(node, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ConnectException.of(node, e);
    } catch (RuntimeException e) {
      throw ConnectException.of(node, e);
    }
  }

  /** Whether the negotiation ended because its time was over: by this side's own abort or cut. */
  private boolean silent(long begunNanos) {
    return socket != null && System.nanoTime() - begunNanos >= timeouts.negotiate().toNanos();
  }

  /** The peer took the connection and said nothing; the toolkit's own words tell of an abort. */
  private static final class SilentPeerException extends IOException {
    private static final long serialVersionUID = 1;

    SilentPeerException(NetworkTimeouts timeouts, IOException cause) {
      super(
          "it took the connection and did not answer within "
              + timeouts.negotiate().toSeconds()
              + " s",
          cause);
    }
  }

  private void cutOverdue() {
    PeerSocket current = socket;
    if (current != null && current.activity().overdue(System.nanoTime()).isPresent()) {
      current.cut();
    }
  }

  /** Releases the association politely if it still stands, then closes everything. */
  @Override
  public void close() {
    try {
      if (association != null && association.isReadyForDataTransfer()) {
        association.release();
        association.waitForSocketClose();
      }
    } catch (IOException | InternalException e) {
      org.slf4j.LoggerFactory.getLogger(AssociationClient.class)
          .debug("release of {}: {}", node, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
    }
  }

  /** Closes without a word. */
  void abandon() {
    PeerSocket current = socket;
    if (current != null) {
      current.cut();
    }
    watch.shutdownNow();
    timers.shutdownNow();
    readers.shutdown();
  }

  /** The toolkit's connection with this project's way to open a socket. */
  private final class Outgoing extends Connection {
    private static final long serialVersionUID = 1;

    Outgoing(int maxPduBytes) {
      super("local", "localhost");
      setReceivePDULength(maxPduBytes);
      setSendPDULength(maxPduBytes);
      setMaxOpsInvoked(1);
      setMaxOpsPerformed(1);
      setAcceptTimeout(NetworkTimeouts.millis(timeouts.negotiate()));
      setReleaseTimeout(NetworkTimeouts.millis(timeouts.negotiate()));
      setResponseTimeout(NetworkTimeouts.millis(timeouts.response()));
      setRetrieveTimeout(NetworkTimeouts.millis(timeouts.retrieve()));
      setSocketCloseDelay(0);
    }

    @Override
    public Socket connect(Connection remote) throws IOException {
      Socket raw = new Socket();
      boolean connected = false;
      try {
        raw.setTcpNoDelay(true);
        InetSocketAddress address = new InetSocketAddress(node.host(), node.port());
        if (address.isUnresolved()) {
          throw new UnknownHostException(node.host());
        }
        raw.connect(address, NetworkTimeouts.millis(timeouts.connect()));
        PeerActivity activity = new PeerActivity(timeouts, false);
        socket = new PeerSocket(secured(raw), raw, getReceivePDULength(), activity);
        connected = true;
        return socket;
      } finally {
        if (!connected) {
          raw.close();
        }
      }
    }

    private Socket secured(Socket raw) throws IOException {
      if (node.tls().isEmpty()) {
        return raw;
      }
      TlsSettings tls = node.tls().get();
      SSLSocket secure =
          (SSLSocket)
              tls.context().getSocketFactory().createSocket(raw, node.host(), node.port(), false);
      secure.setEnabledProtocols(tls.protocolArray());
      secure.setEnabledCipherSuites(TlsSuites.of(secure.getSupportedCipherSuites()));
      if (tls.peerNameChecked()) {
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
      }
      HandshakeLimit limit = new HandshakeLimit(watch, raw, timeouts.connect());
      try {
        secure.startHandshake();
      } finally {
        limit.end();
      }
      return secure;
    }
  }

  /** What an exception says, or its class where it says nothing. */
  public static String describe(Exception e) {
    if (e instanceof EOFException) {
      return "the peer closed the connection in the middle of it";
    }
    return e.getMessage() == null || e.getMessage().isBlank()
        ? e.getClass().getSimpleName()
        : e.getMessage();
  }
}
