package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.contourflow.app.AuditSetup;
import org.contourflow.audit.Actor;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcRunLog;

/** The store of the settings, for a command. */
final class Stores {
  private Stores() {}

  /** Opens it; beside a service that runs, too. */
  static Database open(Settings settings) throws IOException {
    return Database.forCommand(settings.store(), settings.home().resolve("db"));
  }

  /** As {@link #open}; refused where no service has made a store yet. */
  static Database openMade(Settings settings) throws IOException {
    Path home = settings.home();
    if (settings.store().isEmbedded() && !Files.isDirectory(home.resolve("db"))) {
      throw Failure.refused(home + ": no store (db) in this home; has Contourflow ever run on it?");
    }
    return open(settings);
  }

  /** The run log, for a command that writes into it. */
  static RunLog runLog(Database database, Settings settings) throws IOException {
    return new JdbcRunLog(
        database, Clock.systemUTC(), AuditSetup.keys(settings), settings.fingerprint());
  }

  /** Notes in the run log what the person at the terminal did. */
  static void tell(RunLog log, EventType type, String text) throws IOException {
    try {
      Actor.ofThisProcess().during(() -> log.append(RunLog.SYSTEM, type, text));
    } catch (RuntimeException e) {
      throw new IOException("it could not be noted in the run log: " + text, e);
    }
  }
}
