package org.contourflow.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.contourflow.accounts.Accounts;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.config.Settings;
import org.contourflow.delivery.WebKeys;
import org.contourflow.dicom.net.TlsSuites;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the console. */
public final class ConsoleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
  private static final int THREADS = 24;
  private static final int HEADER_BYTES = 8192;
  private static final int IDLE_MILLIS = 60_000;

  private final Settings settings;
  private final ConsoleSettings console;
  private final Accounts accounts;
  private final LiveEvents live;
  private final Server server = new Server(new QueuedThreadPool(THREADS, 2));
  private final ServerConnector connector;
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "console-live");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Prepares the server.
   *
   * @throws IOException naming a TLS store that cannot be opened
   */
  public ConsoleServer(Settings settings, ConsoleParts parts) throws IOException {
    this.settings = settings;
    this.console = settings.console();
    this.accounts =
        new Accounts(
            parts.users(),
            Clock.systemUTC(),
            Duration.ofMinutes(console.idleMinutes()),
            Duration.ofHours(console.sessionHours()));
    this.live = new LiveEvents(parts.questions().log()::last);
    Routes routes = new Routes();
    new CasesApi(parts).addTo(routes);
    new ImagesApi(parts).addTo(routes);
    new SystemApi(parts).addTo(routes);
    new AccountsApi(accounts, parts.runLog()).addTo(routes);
    this.connector = new ServerConnector(server, 1, 1, protocols());
    connector.setHost(console.bind());
    connector.setPort(console.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(
        new ConsoleHandler(accounts, parts.runLog(), routes, live, console.tls() != null));
  }

  private ConnectionFactory[] protocols() throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return console.tls() == null
        ? new ConnectionFactory[] {plain}
        : new ConnectionFactory[] {
          new SslConnectionFactory(tls(console.tls()), plain.getProtocol()), plain
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

  /**
   * Opens the port.
   *
   * @return the one-time password of the first admin, where there was no user yet
   * @throws IOException if the port cannot be had
   */
  public Optional<String> start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException(
          "the console cannot be served on "
              + console.bind()
              + ":"
              + console.port()
              + ": "
              + e.getMessage(),
          e);
    }
    turns.scheduleWithFixedDelay(this::turn, 1, 1, TimeUnit.SECONDS);
    return accounts.makeFirst();
  }

  private void turn() {
    try {
      live.turn();
    } catch (RuntimeException e) {
      LOG.warn("no look at the run log", e);
    }
  }

  /** Where it is. */
  public String address() {
    String host = console.bind().contains(":") ? "[" + console.bind() + "]" : console.bind();
    return (console.tls() == null ? "http://" : "https://")
        + host
        + ":"
        + connector.getLocalPort()
        + "/";
  }

  /** Its accounts, for who starts it. */
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public void close() {
    turns.shutdownNow();
    live.close();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the console did not end", e);
    }
  }
}
