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

  /**
   * Reads {@code AET@host:port}, as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException naming the text or the part that is wrong
   */
  public static RemoteNode parse(String text, Optional<TlsSettings> tls) {
    int at = text.indexOf('@');
    int colon = text.lastIndexOf(':');
    if (at < 1 || colon < at + 2 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("'" + text + "' is not of the form AET@host:port");
    }
    return new RemoteNode(
        new AeTitle(text.substring(0, at)),
        text.substring(at + 1, colon),
        Integer.parseInt(text.substring(colon + 1)),
        tls);
  }

  @Override
  public String toString() {
    return aeTitle + "@" + host + ":" + port + (tls.isPresent() ? " (TLS)" : "");
  }
}
