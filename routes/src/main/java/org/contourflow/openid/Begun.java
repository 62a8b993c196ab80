package org.contourflow.openid;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Log-ins that went to the provider and are not back yet; each comes back once. */
public final class Begun {
  /** How long a person may take at the provider. */
  public static final Duration VALID = Duration.ofMinutes(10);

  private static final int MOST = 1000;

  private record Open(One one, Instant until) {}

  private final Clock clock;
  private final Map<String, Open> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
          return size() > MOST;
        }
      };

  public Begun(Clock clock) {
    this.clock = clock;
  }

  /**
   * One of them.
   *
   * @param browser secret of the browser
   * @param to page to come to in the end
   * @param verifier of PKCE
   */
  record One(String browser, String to, String nonce, String verifier) {}

  synchronized void add(String state, One one) {
    open.put(state, new Open(one, clock.instant().plus(VALID)));
  }

  /** The one of a state, if that browser began it and it is not over; it is gone then. */
  synchronized Optional<One> take(String state, String browser) {
    return Optional.ofNullable(open.remove(state))
        .filter(o -> o.until().isAfter(clock.instant()))
        .map(Open::one)
        .filter(one -> same(one.browser(), browser));
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
