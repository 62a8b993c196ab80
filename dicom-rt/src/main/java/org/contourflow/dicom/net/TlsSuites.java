package org.contourflow.dicom.net;

import java.util.Arrays;
import java.util.List;

/**
 * What is spoken over TLS, by DICOM and by HTTP alike: the versions and cipher suites that BCP 195
 * (RFC 9325, section 4) recommends, all with forward secrecy and authenticated encryption.
 */
public final class TlsSuites {
  /** Newest first; nothing older. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** In order of preference, TLS 1.3's first. */
  public static final List<String> CIPHERS =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private TlsSuites() {}

  /**
   * The ciphers that this Java has.
   *
   * @param supported what a socket or context offers
   */
  public static String[] of(String[] supported) {
    List<String> here = Arrays.asList(supported);
    return CIPHERS.stream().filter(here::contains).toArray(String[]::new);
  }
}
