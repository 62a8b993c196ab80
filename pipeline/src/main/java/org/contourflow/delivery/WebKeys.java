package org.contourflow.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.contourflow.dicom.net.TlsStore;
import org.contourflow.dicom.net.TlsSuites;

/** TLS of HTTP from PKCS#12 or JKS files, each of which may be left to the JDK's own. */
public final class WebKeys {
  private WebKeys() {}

  /** A store and its password. */
  public record Store(Path file, String password) {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * Loads them.
   *
   * @param key shown to the other side; null for none
   * @param trust of the other side; null for the JDK's authorities
   * @throws IOException naming the store that cannot be opened
   */
  public static SSLContext context(Store key, Store trust) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(key), trusted(trust), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keys(Store store) throws IOException, GeneralSecurityException {
    if (store == null) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(TlsStore.open(store.file(), store.password()), store.password().toCharArray());
    return factory.getKeyManagers();
  }

  private static TrustManager[] trusted(Store store) throws IOException, GeneralSecurityException {
    if (store == null) {
      return null;
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(TlsStore.open(store.file(), store.password()));
    return factory.getTrustManagers();
  }

  /** The versions and ciphers of {@link TlsSuites}, as the listeners have them. */
  static SSLParameters parameters(SSLContext context) {
    SSLParameters here = context.getSupportedSSLParameters();
    return new SSLParameters(
        TlsSuites.of(here.getCipherSuites()), TlsSuites.PROTOCOLS.toArray(String[]::new));
  }
}
