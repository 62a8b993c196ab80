package org.contourflow.dicom.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS for one node: its own key and certificate, whom it trusts, and the protocol versions (PS3.15
 * B.9 and B.10: BCP 195, TLS 1.2 and 1.3, {@link TlsSuites}). Passwords are never printed.
 *
 * @param keyStore PKCS#12 or JKS file with this node's key and certificate chain
 * @param keyPassword of the store and its key
 * @param trustStore PKCS#12 or JKS file with the certificates (authorities or peers) it trusts
 * @param trustPassword of the trust store
 * @param clientCertificateRequired a listener's: whether a peer must show a trusted certificate
 * @param peerNameChecked an initiator's: whether the peer's certificate must name the host
 * @param protocols of {@code TLSv1.2}, {@code TLSv1.3}; nothing older
 */
public record TlsSettings(
    Path keyStore,
    String keyPassword,
    Path trustStore,
    String trustPassword,
    boolean clientCertificateRequired,
    boolean peerNameChecked,
    List<String> protocols) {
  private static final List<String> ALLOWED = TlsSuites.PROTOCOLS;

  /** Checks the protocols. */
  public TlsSettings {
    Objects.requireNonNull(keyStore, "key store");
    Objects.requireNonNull(keyPassword, "key password");
    Objects.requireNonNull(trustStore, "trust store");
    Objects.requireNonNull(trustPassword, "trust password");
    protocols = List.copyOf(protocols);
    if (protocols.isEmpty() || !ALLOWED.containsAll(protocols)) {
      throw new IllegalArgumentException(
          "TLS protocols " + protocols + ": at least one of " + ALLOWED + ", nothing else");
    }
  }

  /** Both sides show a certificate, TLS 1.2 or 1.3, the listener's must name its host. */
  public static TlsSettings mutual(
      Path keyStore, String keyPassword, Path trustStore, String trustPassword) {
    return new TlsSettings(keyStore, keyPassword, trustStore, trustPassword, true, true, ALLOWED);
  }

  /**
   * The key and trust material, loaded now.
   *
   * @throws IOException naming the store that cannot be read or opened
   */
  public SSLContext context() throws IOException {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(TlsStore.open(keyStore, keyPassword), keyPassword.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(TlsStore.open(trustStore, trustPassword));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "TLS cannot be set up from " + keyStore + " and " + trustStore + ": " + e.getMessage(),
          e);
    }
  }

  /** As this, but the peer's certificate need not name the host that is called. */
  public TlsSettings withAnyPeerName() {
    return new TlsSettings(
        keyStore,
        keyPassword,
        trustStore,
        trustPassword,
        clientCertificateRequired,
        false,
        protocols);
  }

  public String[] protocolArray() {
    return protocols.toArray(String[]::new);
  }

  @Override
  public String toString() {
    return "TlsSettings[keyStore="
        + keyStore
        + ", trustStore="
        + trustStore
        + ", clientCertificateRequired="
        + clientCertificateRequired
        + ", protocols="
        + protocols
        + "]";
  }
}
