package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Kind;
import org.contourflow.cases.RequestStore.Request;
import org.contourflow.cases.RequestStore.RequestState;
import org.contourflow.config.Settings;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcRequestStore;

/** Asks the daemon for something, over the store, and tells what it answers. */
final class Asking {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final long LOOK_MS = 100;

  private Asking() {}

  /** Looks whether what is asked for can be; throws {@link Failure} if not. */
  @FunctionalInterface
  interface Precheck {
    void look(Database database);
  }

  /**
   * Asks and waits for the answer, where a daemon runs.
   *
   * @return the command's exit status: 0 if it is done, or will be at the next start; 1 if not
   */
  static int ask(
      Settings settings,
      Precheck precheck,
      Kind kind,
      String subject,
      String argument,
      PrintWriter out)
      throws IOException {
    try (Database database = Stores.openMade(settings)) {
      precheck.look(database);
      RequestStore requests = new JdbcRequestStore(database, Clock.systemUTC());
      String who = System.getProperty("user.name", "");
      long id = requests.ask(kind, subject, argument, who);
      if (!database.mayBeServed()) {
        out.println("Asked for. No daemon runs on this home; it is done at its next start.");
        return 0;
      }
      Optional<Request> answered = await(requests, id);
      out.println(
          answered
              .map(Request::answer)
              .orElse(
                  "Asked for. No daemon answered within "
                      + LONGEST.toSeconds()
                      + " s; it is done when one runs."));
      return answered.isPresent() && answered.get().state() == RequestState.REFUSED ? 1 : 0;
    }
  }

  private static Optional<Request> await(RequestStore requests, long id) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() < end) {
      Optional<Request> request = requests.find(id);
      if (request.isPresent() && request.get().state() != RequestState.WAITING) {
        return request;
      }
      try {
        Thread.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
