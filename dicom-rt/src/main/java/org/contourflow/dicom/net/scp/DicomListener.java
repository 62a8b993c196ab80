package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.metric.AdvancedHandler;
import org.contourflow.dicom.DicomToolkit;
import org.contourflow.dicom.net.ConnectionPlaces;
import org.contourflow.dicom.net.Daemons;
import org.contourflow.dicom.net.PeerActivity;
import org.contourflow.dicom.net.PeerSocket;
import org.contourflow.dicom.net.SparingLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DICOM node that others call: C-STORE, C-ECHO and, where a handler is given, storage commitment.
 *
 * <p>The accept loop is its own: a connection's TLS hand-shake, negotiation and messages run on a
 * thread of that connection, so that a silent or slow client costs one thread and blocks nobody. A
 * watch cuts connections that overrun the settings' time-outs. No more than {@code maxAssociations}
 * associations are open at once, and about twice as many connections; where those are used up, in
 * all or by one address, the longest without an association makes room ({@link ConnectionPlaces}).
 * Memory per association is bounded by the PDU size and the write buffer.
 */
public final class DicomListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DicomListener.class);
  private static final int WATCH_MILLIS = 100;

  private final ListenerSettings settings;
  private final AcceptorDevice device;
  private final ListenerCounters counters = new ListenerCounters();
  private final Set<PeerSocket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> unwrapped = ConcurrentHashMap.newKeySet();
  private final ConnectionPlaces<Socket> places;
  private final SparingLog log = new SparingLog(LOG);
  private final ExecutorService workers;
  private final ScheduledExecutorService watch;
  private final ScheduledExecutorService reporter;
  private final ListenerTls tls;
  private ServerSocket server;
  private Thread acceptThread;

  /**
   * Prepares a listener; {@link #start()} opens the port.
   *
   * @param sink takes over what arrives
   * @throws IOException if the TLS material cannot be read
   */
  public DicomListener(ListenerSettings settings, Spool spool, InstanceSink sink)
      throws IOException {
    this(settings, spool, sink, CommitmentSettings.none());
  }

  /**
   * Prepares a listener that also serves storage commitment.
   *
   * @throws IOException if the TLS material cannot be read
   */
  public DicomListener(
      ListenerSettings settings, Spool spool, InstanceSink sink, CommitmentSettings commitment)
      throws IOException {
    this(settings, spool, sink, commitment, AssociationEnds.UNHEARD);
  }

  /**
   * Prepares a listener that also serves storage commitment and tells how associations end.
   *
   * @throws IOException if the TLS material cannot be read
   */
  public DicomListener(
      ListenerSettings settings,
      Spool spool,
      InstanceSink sink,
      CommitmentSettings commitment,
      AssociationEnds ends)
      throws IOException {
    DicomToolkit.initialise();
    this.settings = settings;
    this.places =
        new ConnectionPlaces<>(
            settings.maxConnections(), settings.limits().maxConnectionsPerAddress());
    this.workers =
        Executors.newCachedThreadPool(Daemons.named("dicom-" + settings.aeTitle() + "-peer"));
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Daemons.named("dicom-" + settings.aeTitle() + "-watch"));
    this.tls = new ListenerTls(settings, watch);
    this.reporter =
        Executors.newScheduledThreadPool(
            2, Daemons.named("dicom-" + settings.aeTitle() + "-report"));
    NodeService services =
        new NodeService(
            new StoreService(settings, spool, sink, counters),
            new CommitmentService(commitment, settings, reporter),
            commitment);
    this.device = new AcceptorDevice(settings, services, commitment.offered(), counters, ends);
  }

  /**
   * Opens the port.
   *
   * @throws IOException naming address and port if they cannot be had
   */
  public synchronized void start() throws IOException {
    if (server != null) {
      throw new IllegalStateException("already started");
    }
    server = ListenerPort.open(settings);
    watch.scheduleWithFixedDelay(
        this::cutOverdue, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    acceptThread =
        Daemons.named("dicom-" + settings.aeTitle() + "-accept").newThread(this::acceptLoop);
    acceptThread.start();
    LOG.info(
        "DICOM listener {} on {}{}",
        settings.aeTitle(),
        server.getLocalSocketAddress(),
        tls.isOn() ? " (TLS)" : "");
  }

  /** The port it listens on, also when any was asked for. */
  public synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.getLocalPort();
  }

  /** The settings it was made with. */
  public ListenerSettings settings() {
    return settings;
  }

  /** Whether the port is open and connections are taken. */
  public synchronized boolean isListening() {
    return server != null && !server.isClosed() && acceptThread.isAlive();
  }

  /** What it has done so far. */
  public ListenerStatistics statistics() {
    return counters.snapshot(unwrapped.size());
  }

  private void acceptLoop() {
    while (!server.isClosed()) {
      try {
        admit(server.accept());
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn("a connection could not be accepted: {}", e.toString());
          pause();
        }
      } catch (RuntimeException | Error e) {
        // The loop outlives whatever one connection does, an Error too.
        LOG.error("a connection could not be served", e);
        pause();
      }
    }
  }

  /** Out of file handles or threads: the loop must neither end nor spin. */
  private static void pause() {
    try {
      Thread.sleep(WATCH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(Socket raw) {
    ConnectionPlaces.Verdict<Socket> verdict = places.admit(raw, raw.getInetAddress());
    verdict.cut().forEach(this::makeWay);
    if (!verdict.admitted()) {
      log.warn("too many connections at once; one from " + address(raw) + " closed");
      counters.cut();
      PeerSocket.closeQuietly(raw);
      return;
    }
    unwrapped.add(raw);
    boolean started = false;
    try {
      workers.execute(() -> serve(raw));
      started = true;
    } finally {
      if (!started) {
        unwrapped.remove(raw);
        places.gone(raw);
        PeerSocket.closeQuietly(raw);
      }
    }
  }

  private void makeWay(Socket silent) {
    log.warn("a connection from " + address(silent) + " without an association made way");
    counters.cut();
    PeerSocket.closeQuietly(silent);
  }

  private void serve(Socket raw) {
    PeerSocket peer = null;
    try {
      raw.setTcpNoDelay(true);
      PeerActivity activity =
          PeerActivity.ofAcceptor(settings.timeouts(), () -> places.served(raw));
      peer = new PeerSocket(tls.secured(raw), raw, settings.limits().maxPduBytes(), activity);
      open.add(peer);
      peer.ownedByThisThread();
      // The device runs associations on the calling thread: this returns when it is over.
      AdvancedHandler.INSTANCE.onAccept(device.connection(), peer);
    } catch (IOException e) {
      LOG.info("connection from {} failed: {}", address(raw), e.toString());
    } catch (Throwable e) {
      // The outermost edge of a connection: whatever it was, the peer must not be left hanging.
      LOG.error("connection from {} failed", address(raw), e);
    } finally {
      end(raw, peer);
    }
  }

  private void end(Socket raw, PeerSocket peer) {
    try {
      if (peer != null) {
        peer.closeGently();
        open.remove(peer);
      }
    } finally {
      PeerSocket.closeQuietly(raw);
      unwrapped.remove(raw);
      places.gone(raw);
    }
  }

  private void cutOverdue() {
    long now = System.nanoTime();
    for (PeerSocket peer : open) {
      try {
        peer.activity().overdue(now).ifPresent(why -> cut(peer, why));
      } catch (RuntimeException | Error e) {
        // Thrown on, it would end the watch for ever.
        LOG.error("an overdue connection could not be cut", e);
      }
    }
  }

  private void cut(PeerSocket peer, String why) {
    log.warn("connection with " + address(peer) + " cut: the peer " + why);
    counters.cut();
    open.remove(peer);
    peer.cut();
  }

  private static String address(Socket socket) {
    InetAddress address = socket.getInetAddress();
    return address == null ? "?" : address.getHostAddress();
  }

  /** Closes the port, then every connection; what is being received is dropped, unacknowledged. */
  @Override
  public void close() {
    synchronized (this) {
      if (server != null) {
        closePort();
      }
    }
    unwrapped.forEach(PeerSocket::closeQuietly);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("a connection of {} did not end within 10 s", settings.aeTitle());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.shutdownNow();
    reporter.shutdownNow();
    device.close();
  }

  private void closePort() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("closing the port of {}: {}", settings.aeTitle(), e.toString());
    }
  }
}
