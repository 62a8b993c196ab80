package org.contourflow.dicom.net.scp;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.contourflow.dicom.net.HandshakeLimit;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.TlsSettings;
import org.contourflow.dicom.net.TlsSuites;

/** Puts TLS over the connections of a listener, where its settings want that. */
final class ListenerTls {
  private final ListenerSettings settings;
  private final Optional<SSLContext> context;
  private final ScheduledExecutorService watch;

  /**
   * TLS of a listener.
   *
   * @param watch ends hand-shakes that take too long
   * @throws IOException if the TLS material cannot be read
   */
  ListenerTls(ListenerSettings settings, ScheduledExecutorService watch) throws IOException {
    this.settings = settings;
    this.watch = watch;
    this.context =
        settings.tls().isPresent() ? Optional.of(settings.tls().get().context()) : Optional.empty();
  }

  boolean isOn() {
    return context.isPresent();
  }

  /** The connection itself, or TLS over it once the hand-shake is done. */
  Socket secured(Socket raw) throws IOException {
    if (context.isEmpty()) {
      return raw;
    }
    TlsSettings wanted = settings.tls().orElseThrow();
    raw.setSoTimeout(NetworkTimeouts.millis(settings.timeouts().negotiate()));
    // autoClose: else the JDK waits for a close_notify, which a plain caller never sends.
    SSLSocket secure =
        (SSLSocket) context.get().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
    secure.setUseClientMode(false);
    secure.setNeedClientAuth(wanted.clientCertificateRequired());
    secure.setEnabledProtocols(wanted.protocolArray());
    secure.setEnabledCipherSuites(TlsSuites.of(secure.getSupportedCipherSuites()));
    HandshakeLimit limit = new HandshakeLimit(watch, raw, settings.timeouts().negotiate());
    try {
      secure.startHandshake();
    } finally {
      limit.end();
    }
    raw.setSoTimeout(0);
    return secure;
  }
}
