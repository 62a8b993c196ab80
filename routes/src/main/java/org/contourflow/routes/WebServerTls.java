package org.contourflow.routes;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Settings;

/** TLS 1.2 and 1.3 of the HTTP server; with a trust store, callers must show a certificate. */
public record WebServerTls(Settings settings, DicomWebSettings.Tls tls) {

  public static Optional<WebServerTls> of(Settings settings) {
    return Optional.ofNullable(settings.stow().tls()).map(tls -> new WebServerTls(settings, tls));
  }

  SSLContextParameters parameters() {
    SSLContextParameters parameters = new SSLContextParameters();
    KeyManagersParameters keys = new KeyManagersParameters();
    keys.setKeyStore(store(tls.keyStore(), tls.keyPassword().value()));
    keys.setKeyPassword(tls.keyPassword().value());
    parameters.setKeyManagers(keys);
    SecureSocketProtocolsParameters protocols = new SecureSocketProtocolsParameters();
    protocols.setSecureSocketProtocol(List.of("TLSv1.3", "TLSv1.2"));
    parameters.setSecureSocketProtocols(protocols);
    if (tls.trustStore() != null) {
      TrustManagersParameters trust = new TrustManagersParameters();
      trust.setKeyStore(store(tls.trustStore(), tls.trustPassword().value()));
      parameters.setTrustManagers(trust);
      SSLContextServerParameters server = new SSLContextServerParameters();
      server.setClientAuthentication("REQUIRE");
      parameters.setServerParameters(server);
    }
    return parameters;
  }

  private KeyStoreParameters store(Path file, String password) {
    KeyStoreParameters store = new KeyStoreParameters();
    store.setType("PKCS12");
    store.setResource("file:" + settings.inHome(file));
    store.setPassword(password);
    return store;
  }
}
