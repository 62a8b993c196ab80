package org.contourflow.console;

import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;

/** What the console lets a browser keep. No script can read any of it. */
final class Cookies {
  static final String SESSION = "contourflow";

  /** There: this screen shows no patient identifiers, whoever is logged in. */
  private static final String SCREEN = "contourflow-screen";

  /** Ties a log-in elsewhere to the browser that began it. */
  private static final String ELSEWHERE = "contourflow-elsewhere";

  private static final Duration LONG = Duration.ofDays(400);

  private final boolean secure;

  Cookies(boolean secure) {
    this.secure = secure;
  }

  private static Optional<String> of(Request request, String name) {
    return Request.getCookies(request).stream()
        .filter(c -> c.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  static Optional<String> session(Request request) {
    return of(request, SESSION);
  }

  static boolean hidesIdentifiers(Request request) {
    return of(request, SCREEN).isPresent();
  }

  static Optional<String> elsewhere(Request request) {
    return of(request, ELSEWHERE);
  }

  String session(String value) {
    return cookie(SESSION, value, "Strict", "");
  }

  String noSession() {
    return cookie(SESSION, "", "Strict", "; Max-Age=0");
  }

  String screen(boolean hidesIdentifiers) {
    return hidesIdentifiers
        ? cookie(SCREEN, "hides", "Strict", "; Max-Age=" + LONG.toSeconds())
        : cookie(SCREEN, "", "Strict", "; Max-Age=0");
  }

  /** Lax: it must come with the way back, which begins at another site. */
  String elsewhere(String value, Duration valid) {
    return cookie(ELSEWHERE, value, "Lax", "; Max-Age=" + valid.toSeconds());
  }

  private String cookie(String name, String value, String sameSite, String more) {
    return name
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite="
        + sameSite
        + (secure ? "; Secure" : "")
        + more;
  }
}
