package org.contourflow.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.config.Settings;

/** The folders of a home. Names inside are hashes and case ids, never a patient's. */
public record Home(Path root, Path inbox, Path export) {

  /** The home of these settings, its folders created. */
  public static Home open(Settings settings) throws IOException {
    Home home =
        new Home(
            settings.home().toAbsolutePath().normalize(),
            settings.inHome(settings.inbox().folder()).toAbsolutePath(),
            settings.inHome(settings.export().folder()).toAbsolutePath());
    for (Path folder :
        new Path[] {
          home.inbox,
          home.export,
          home.store(),
          home.incoming(),
          home.quarantine(),
          home.cases(),
          home.database(),
          home.logs()
        }) {
      Files.createDirectories(folder);
    }
    return home;
  }

  /** Instances that wait for, or belong to, a case. */
  public Path store() {
    return root.resolve("store");
  }

  /** Instances on their way in. */
  public Path incoming() {
    return root.resolve("incoming");
  }

  /** What could not be used, each with a {@code reason.txt}. */
  public Path quarantine() {
    return root.resolve("quarantine");
  }

  /** A folder a case: masks, RTSTRUCT, report. */
  public Path cases() {
    return root.resolve("cases");
  }

  /** The embedded store. */
  public Path database() {
    return root.resolve("db");
  }

  /** Log files. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** A path below the root as stored in the database: relative, forward slashes. */
  public String relative(Path path) {
    return root.relativize(path.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  /** The way back from {@link #relative}. */
  public Path absolute(String relative) {
    return root.resolve(relative).normalize();
  }
}
