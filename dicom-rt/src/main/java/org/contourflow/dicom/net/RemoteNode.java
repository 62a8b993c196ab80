package org.contourflow.dicom.net;

import java.util.Objects;
import java.util.Optional;

/**
 * A peer to which this node opens associations.
 *
 * @param aeTitle the called AE title
 * @param host name or address
 * @param port 1 to 65535
 * @param tls empty for plain DICOM
 */
public record RemoteNode(AeTitle aeTitle, String host, int port, Optional<TlsSettings> tls) {
  /** Checks host and port. */
  public RemoteNode {
    Objects.requireNonNull(aeTitle, "called AE title");
    Objects.requireNonNull(tls, "tls");
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("the host of " + aeTitle + " is not given");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " of " + aeTitle + ": 1 to 65535");
    }
  }

  /** Plain DICOM over TCP. */
  public static RemoteNode of(String aeTitle, String host, int port) {
    return new RemoteNode(new AeTitle(aeTitle), host, port, Optional.empty());
  }

  @Override
  public String toString() {
    return aeTitle + "@" + host + ":" + port + (tls.isPresent() ? " (TLS)" : "");
  }
}
