package org.contourflow.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicom.net.TlsSuites;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server on one port, with threads of its own. It tells neither its version nor why a request
 * failed inside, and speaks TLS by the versions and ciphers of {@link TlsSuites} only.
 */
public final class HttpPort {
  private static final int HEADER_BYTES = 8192;

  private final Server server;
  private final ServerConnector connector;

  /**
   * Where it listens, and to how slow a caller.
   *
   * @param port 0 for any that is free
   * @param idle a connection silent for this long is closed
   * @param leastBytesPerSecond a body slower than this for long is broken off; 0: never
   */
  public record Place(String bind, int port, Duration idle, int leastBytesPerSecond) {}

  /** Prepares a port without TLS. */
  public HttpPort(Place place, QueuedThreadPool threads, Handler handler) {
    this(place, threads, handler, new HttpConnectionFactory(configuration(place)));
  }

  /**
   * Prepares a port.
   *
   * @param tls null: without TLS; with a trust store a caller must show a certificate
   * @throws IOException naming a TLS store that cannot be opened
   */
  public HttpPort(
      Place place,
      QueuedThreadPool threads,
      Handler handler,
      Settings settings,
      DicomWebSettings.Tls tls)
      throws IOException {
    this(place, threads, handler, protocols(place, settings, tls));
  }

  private HttpPort(
      Place place, QueuedThreadPool threads, Handler handler, ConnectionFactory... protocols) {
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, 1, 1, protocols);
    connector.setHost(place.bind());
    connector.setPort(place.port());
    connector.setIdleTimeout(place.idle().toMillis());
    server.addConnector(connector);
    server.setHandler(handler);
    ErrorHandler errors = new ErrorHandler();
    errors.setShowStacks(false);
    errors.setShowCauses(false);
    errors.setShowMessageInTitle(false);
    server.setErrorHandler(errors);
  }

  private static HttpConfiguration configuration(Place place) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setMinRequestDataRate(place.leastBytesPerSecond());
    return http;
  }

  private static ConnectionFactory[] protocols(
      Place place, Settings settings, DicomWebSettings.Tls tls) throws IOException {
    HttpConnectionFactory plain = new HttpConnectionFactory(configuration(place));
    return tls == null
        ? new ConnectionFactory[] {plain}
        : new ConnectionFactory[] {
          new SslConnectionFactory(factory(settings, tls), plain.getProtocol()), plain
        };
  }

  private static SslContextFactory.Server factory(Settings settings, DicomWebSettings.Tls tls)
      throws IOException {
    Objects.requireNonNull(tls.keyStore(), "a server has a key");
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(WebTls.context(settings, tls));
    factory.setIncludeProtocols(TlsSuites.PROTOCOLS.toArray(String[]::new));
    factory.setExcludeCipherSuites();
    factory.setIncludeCipherSuites(TlsSuites.CIPHERS.toArray(String[]::new));
    factory.setNeedClientAuth(tls.trustStore() != null);
    factory.setRenegotiationAllowed(false);
    return factory;
  }

  /**
   * Opens the port; of one that cannot be had nothing is left running.
   *
   * @throws IOException if it cannot be had
   */
  public void start() throws Exception {
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
  }

  /** Closes it. */
  public void stop() throws Exception {
    server.stop();
  }

  /** Whether it is open. */
  public boolean isListening() {
    return connector.isOpen() && server.isRunning();
  }

  /** Its number, once it is open. */
  public int number() {
    return connector.getLocalPort();
  }

  /** For who watches its connections. */
  public ServerConnector connector() {
    return connector;
  }
}
