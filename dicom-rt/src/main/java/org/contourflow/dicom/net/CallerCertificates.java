package org.contourflow.dicom.net;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/**
 * Which certificate the callers of an AE title must show. An AE title is a name that anybody can
 * write into a request; with its certificate bound to it, another trusted node cannot call itself
 * so. Titles that are not listed are not looked at.
 */
public final class CallerCertificates {
  private static final String FINGERPRINT = "SHA256:";

  private final Map<String, String> byTitle;

  private CallerCertificates(Map<String, String> byTitle) {
    this.byTitle = Map.copyOf(byTitle);
  }

  /** None is bound. */
  public static CallerCertificates none() {
    return new CallerCertificates(Map.of());
  }

  /**
   * Binds titles.
   *
   * @param certificates AE title: {@code SHA256:} and the fingerprint in hexadecimal, colons or
   *     not, as {@code openssl x509 -fingerprint -sha256} prints it, or the certificate's subject,
   *     such as {@code CN=ct1,O=Hospital}
   * @throws IllegalArgumentException naming the title whose text is neither
   */
  public static CallerCertificates of(Map<String, String> certificates) {
    Map<String, String> checked = new TreeMap<>();
    certificates.forEach(
        (title, text) -> checked.put(new AeTitle(title).value(), normal(title, text.strip())));
    return new CallerCertificates(checked);
  }

  private static String normal(String title, String text) {
    if (text.toUpperCase(Locale.ROOT).startsWith(FINGERPRINT)) {
      String hex = text.substring(FINGERPRINT.length()).replace(":", "").toLowerCase(Locale.ROOT);
      if (hex.matches("[0-9a-f]{64}")) {
        return FINGERPRINT + hex;
      }
      throw new IllegalArgumentException(
          "the certificate of " + title + ": SHA256: is followed by 64 hexadecimal digits");
    }
    try {
      return new X500Principal(text).getName(X500Principal.CANONICAL);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the certificate of " + title + " is neither SHA256:fingerprint nor a subject (CN=...)",
          e);
    }
  }

  /** Whether no title is bound. */
  public boolean isEmpty() {
    return byTitle.isEmpty();
  }

  /**
   * Whether the caller may use its title.
   *
   * @param session of its TLS connection; null: it came without
   */
  public boolean allows(String callingAeTitle, SSLSession session) {
    String wanted = byTitle.get(callingAeTitle == null ? "" : callingAeTitle);
    if (wanted == null) {
      return true;
    }
    try {
      return session != null
          && session.getPeerCertificates()[0] instanceof X509Certificate shown
          && wanted.equals(wanted.startsWith(FINGERPRINT) ? fingerprint(shown) : subject(shown));
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName(X500Principal.CANONICAL);
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return FINGERPRINT + HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
