package org.contourflow.console;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.contourflow.accounts.Accounts;
import org.contourflow.config.ConsoleSettings;
import org.contourflow.config.Settings;
import org.contourflow.http.HttpPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the console. */
public final class ConsoleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
  private static final int THREADS = 24;
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final ConsoleSettings console;
  private final Accounts accounts;
  private final LiveEvents live;
  private final HttpPort port;
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
    new CaseActionsApi(parts).addTo(routes);
    new CaseFilesApi(parts).addTo(routes);
    ImagesApi images = new ImagesApi(parts);
    images.addTo(routes);
    new StudiesApi(parts, images).addTo(routes);
    new SystemApi(parts).addTo(routes);
    new DriftApi(parts.questions().drift()).addTo(routes);
    new DemandApi(parts).addTo(routes);
    new ConsentApi(parts).addTo(routes);
    new ReviewsApi(parts).addTo(routes);
    boolean secure = console.tls() != null;
    Cookies cookies = new Cookies(secure);
    new AccountsApi(accounts, parts.runLog(), cookies).addTo(routes);
    LogInApi logIns = new LogInApi(accounts, parts.runLog(), cookies);
    OpenIdApi openId =
        new OpenIdApi(
            accounts,
            parts.runLog(),
            cookies,
            Optional.ofNullable(console.openId()),
            this::address);
    this.port =
        new HttpPort(
            new HttpPort.Place(console.bind(), console.port(), IDLE, 0),
            new QueuedThreadPool(THREADS, 2),
            new ConsoleHandler(accounts, logIns, openId, routes, live, secure),
            settings,
            console.tls());
  }

  /**
   * Opens the port.
   *
   * @return the one-time password of the first admin, where there was no user yet
   * @throws IOException if the port cannot be had
   */
  public Optional<String> start() throws IOException {
    try {
      port.start();
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
    return (console.tls() == null ? "http://" : "https://") + host + ":" + port.number() + "/";
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
      port.stop();
    } catch (Exception e) {
      LOG.warn("the console did not end", e);
    }
  }
}
