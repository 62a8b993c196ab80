package org.contourflow.routes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.contourflow.dicom.net.ConnectionPlaces;
import org.contourflow.dicom.net.SparingLog;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of the STOW-RS server: so many in all and for an address, and none that is silent
 * for long, be it in the TLS hand-shake, in the headers or between two requests.
 */
final class StowConnections implements SelectorManager.AcceptListener, Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(StowConnections.class);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 500;

  private final ConnectionPlaces<SelectableChannel> places;
  private final Map<SelectableChannel, EndPoint> endPoints = new ConcurrentHashMap<>();
  private final SparingLog log = new SparingLog(LOG);
  private ServerConnector connector;

  StowConnections(int most, int mostPerAddress) {
    this.places = new ConnectionPlaces<>(most, mostPerAddress);
  }

  /** Begins to watch a connector that has been started. */
  void watch(ServerConnector started) {
    connector = started;
    look();
  }

  private void look() {
    try {
      places.silentFor(LONGEST_SILENCE).forEach(this::cut);
    } catch (RuntimeException | Error e) {
      // The watch itself must go on, whatever one connection does.
      LOG.error("a silent connection could not be cut", e);
    }
    if (connector.isRunning()) {
      connector.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    InetAddress from = address(channel);
    ConnectionPlaces.Verdict<SelectableChannel> verdict = places.admit(channel, from);
    verdict.cut().forEach(this::cut);
    if (!verdict.admitted()) {
      log.warn("too many connections to STOW-RS at once; closed one from " + from);
      cut(channel);
    }
  }

  private static InetAddress address(SelectableChannel channel) {
    try {
      return channel instanceof SocketChannel socket
              && socket.getRemoteAddress() instanceof InetSocketAddress remote
          ? remote.getAddress()
          : InetAddress.getLoopbackAddress();
    } catch (IOException e) {
      return InetAddress.getLoopbackAddress(); // Gone already; it does not matter where it was.
    }
  }

  private void cut(SelectableChannel channel) {
    EndPoint endPoint = endPoints.remove(channel);
    if (endPoint != null) {
      endPoint.close();
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection", e);
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection.getEndPoint().getTransport() instanceof SelectableChannel channel) {
      endPoints.put(channel, connection.getEndPoint());
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    endPoints.remove(channel);
    places.gone(channel);
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection.getEndPoint().getTransport() instanceof SelectableChannel channel) {
      onClosed(channel);
    }
  }

  /** Keeps the request's connection while it is served. */
  void served(Request request) {
    if (transport(request) instanceof SelectableChannel channel) {
      places.served(channel);
    }
  }

  /** The request is answered. */
  void answered(Request request) {
    if (transport(request) instanceof SelectableChannel channel) {
      places.silent(channel);
    }
  }

  private static Object transport(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
  }
}
