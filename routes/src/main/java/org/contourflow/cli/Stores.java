package org.contourflow.cli;

import java.io.IOException;
import org.contourflow.config.Settings;
import org.contourflow.store.Database;

/** The store of the settings, for a command. */
final class Stores {
  private Stores() {}

  /** Opens it; beside a service that runs, too. */
  static Database open(Settings settings) throws IOException {
    return Database.forCommand(settings.store(), settings.home().resolve("db"));
  }
}
