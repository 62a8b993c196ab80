package org.contourflow.http;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.config.Secret;
import org.contourflow.config.Settings;
import org.contourflow.delivery.WebKeys;

/** The stores of keys and certificates that settings name, opened. */
public final class WebTls {
  private WebTls() {}

  /**
   * TLS of HTTP, of a server or a client.
   *
   * @throws IOException naming the store that cannot be opened
   */
  public static SSLContext context(Settings settings, DicomWebSettings.Tls tls) throws IOException {
    return WebKeys.context(
        store(settings, tls.keyStore(), tls.keyPassword()),
        store(settings, tls.trustStore(), tls.trustPassword()));
  }

  /**
   * A store; null for no file.
   *
   * @param file relative to the home
   * @param password null: the empty one
   */
  public static WebKeys.Store store(Settings settings, Path file, Secret password) {
    return file == null
        ? null
        : new WebKeys.Store(settings.inHome(file), password == null ? "" : password.value());
  }
}
