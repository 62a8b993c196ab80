package org.contourflow.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.apache.camel.support.service.ServiceSupport;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.config.Settings;
import org.contourflow.delivery.WebKeys;
import org.contourflow.dicom.net.TlsSuites;
import org.contourflow.dicomweb.StowReceiver;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server of STOW-RS. Its own, not Camel's: Camel's makes headers of a URL's query and
 * parameters of a form before anything of this project sees the request (decision 0090).
 */
public final class StowServer extends ServiceSupport {
  private static final int SPARE_THREADS = 12;
  private static final int HEADER_BYTES = 8192;
  private static final int IDLE_MILLIS = 30_000;

  /** A body slower than this for long is broken off; a modem is faster. */
  private static final int LEAST_BYTES_PER_SECOND = 1000;

  private final Settings settings;
  private final StowConnections connections;
  private final Server server;
  private final ServerConnector connector;

  /**
   * Prepares the server.
   *
   * @throws IOException naming a TLS store that cannot be opened
   */
  public StowServer(Settings settings, StowReceiver receiver) throws IOException {
    this.settings = settings;
    DicomWebSettings.Server stow = settings.stow();
    this.connections =
        new StowConnections(
            4 * stow.maxRequests() + SPARE_THREADS, stow.maxConnectionsPerAddress());
    this.server = new Server(new QueuedThreadPool(2 * stow.maxRequests() + SPARE_THREADS, 4));
    this.connector = new ServerConnector(server, 1, 1, protocols(stow));
    connector.setHost(stow.bind());
    connector.setPort(stow.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.addEventListener(connections);
    connector.getSelectorManager().addEventListener(connections);
    server.addConnector(connector);
    server.setHandler(new StowHandler(stow, receiver, connections));
    ErrorHandler errors = new ErrorHandler();
    errors.setShowStacks(false);
    errors.setShowCauses(false);
    errors.setShowMessageInTitle(false);
    server.setErrorHandler(errors);
  }

  private ConnectionFactory[] protocols(DicomWebSettings.Server stow) throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setMinRequestDataRate(LEAST_BYTES_PER_SECOND);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return stow.tls() == null
        ? new ConnectionFactory[] {plain}
        : new ConnectionFactory[] {
          new SslConnectionFactory(tls(stow.tls()), plain.getProtocol()), plain
        };
  }

  private SslContextFactory.Server tls(DicomWebSettings.Tls tls) throws IOException {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(
        WebKeys.context(
            store(tls.keyStore(), tls.keyPassword()).orElseThrow(),
            store(tls.trustStore(), tls.trustPassword()).orElse(null)));
    factory.setIncludeProtocols(TlsSuites.PROTOCOLS.toArray(String[]::new));
    factory.setExcludeCipherSuites();
    factory.setIncludeCipherSuites(TlsSuites.CIPHERS.toArray(String[]::new));
    factory.setNeedClientAuth(tls.trustStore() != null);
    factory.setRenegotiationAllowed(false);
    return factory;
  }

  private Optional<WebKeys.Store> store(Path file, Secret password) {
    return Optional.ofNullable(file)
        .map(path -> new WebKeys.Store(settings.inHome(path), password.value()));
  }

  /** The header field {@code Authorization} of a user (RFC 7617). */
  public static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /** Whether the port is open. */
  public boolean isListening() {
    return connector.isOpen() && server.isRunning();
  }

  @Override
  protected void doStart() throws Exception {
    try {
      server.start();
    } catch (IOException e) {
      server.stop();
      DicomWebSettings.Server stow = settings.stow();
      throw new IOException(
          String.format(
              "STOW-RS cannot listen on %s:%d (%s): is another program on the port, is the address"
                  + " of this machine, may this user open ports below 1024?",
              stow.bind(), stow.port(), rootCause(e)),
          e);
    }
    connections.watch(connector);
  }

  private static String rootCause(Throwable e) {
    return e.getCause() == null ? e.getMessage() : rootCause(e.getCause());
  }

  @Override
  protected void doStop() throws Exception {
    server.stop();
  }
}
