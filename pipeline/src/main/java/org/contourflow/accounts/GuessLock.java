package org.contourflow.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Shuts out who guesses: after 5 failures of one name, or 20 from one address, nothing more is
 * tried for a minute, and twice as long after each further one, an hour at most.
 */
final class GuessLock {
  private static final int OF_NAME = 5;
  private static final int OF_ADDRESS = 20;
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int KEPT = 10_000;

  private record Failures(int count, Instant openAt) {}

  private final Clock clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > KEPT;
        }
      };

  GuessLock(Clock clock) {
    this.clock = clock;
  }

  /** How long this name from this address must wait; empty: it may be tried. */
  synchronized Optional<Duration> shut(String name, String address) {
    Instant now = clock.instant();
    return java.util.stream.Stream.of("name " + name, "address " + address)
        .map(failures::get)
        .filter(f -> f != null && f.openAt().isAfter(now))
        .map(f -> Duration.between(now, f.openAt()))
        .max(Duration::compareTo);
  }

  synchronized void failed(String name, String address) {
    count("name " + name, OF_NAME);
    count("address " + address, OF_ADDRESS);
  }

  private void count(String who, int most) {
    int count = failures.containsKey(who) ? failures.get(who).count() + 1 : 1;
    int over = count - most;
    Duration wait = over < 0 ? Duration.ZERO : FIRST.multipliedBy(1L << Math.min(over, 10));
    Duration shut = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    failures.put(who, new Failures(count, clock.instant().plus(shut)));
  }

  synchronized void succeeded(String name) {
    failures.remove("name " + name);
  }
}
