package org.contourflow.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.apache.camel.support.service.ServiceSupport;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Settings;
import org.contourflow.dicomweb.StowReceiver;
import org.contourflow.http.HttpPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server of STOW-RS. Its own, not Camel's: Camel's makes headers of a URL's query and
 * parameters of a form before anything of this project sees the request (decision 0090).
 */
public final class StowServer extends ServiceSupport {
  private static final int SPARE_THREADS = 12;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** A body slower than this for long is broken off; a modem is faster. */
  private static final int LEAST_BYTES_PER_SECOND = 1000;

  private final Settings settings;
  private final StowConnections connections;
  private final HttpPort port;

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
    this.port =
        new HttpPort(
            new HttpPort.Place(stow.bind(), stow.port(), IDLE, LEAST_BYTES_PER_SECOND),
            new QueuedThreadPool(2 * stow.maxRequests() + SPARE_THREADS, 4),
            new StowHandler(stow, receiver, connections),
            settings,
            stow.tls());
    port.connector().addEventListener(connections);
    port.connector().getSelectorManager().addEventListener(connections);
  }

  /** The header field {@code Authorization} of a user (RFC 7617). */
  public static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /** Whether the port is open. */
  public boolean isListening() {
    return port.isListening();
  }

  @Override
  protected void doStart() throws Exception {
    try {
      port.start();
    } catch (IOException e) {
      DicomWebSettings.Server stow = settings.stow();
      throw new IOException(
          String.format(
              "STOW-RS cannot listen on %s:%d (%s): is another program on the port, is the address"
                  + " of this machine, may this user open ports below 1024?",
              stow.bind(), stow.port(), rootCause(e)),
          e);
    }
    connections.watch(port.connector());
  }

  private static String rootCause(Throwable e) {
    return e.getCause() == null ? e.getMessage() : rootCause(e.getCause());
  }

  @Override
  protected void doStop() throws Exception {
    port.stop();
  }
}
