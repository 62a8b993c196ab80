package org.contourflow.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.config.Settings;
import org.contourflow.dicom.OwnerOnly;

/** The folders of a home. Names inside are hashes and case ids, never a patient's. */
public record Home(Path root, Path inbox, Path export) {

  /**
   * The home of these settings; the folders it lacks are made, for the owner of the process alone.
   *
   * @throws IOException if a folder cannot be made, or everybody may write into the home
   */
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
          home.structureSets(),
          home.database(),
          home.logs(),
          settings.inHome(settings.contouring().modelFolder())
        }) {
      OwnerOnly.folder(folder);
    }
    if (OwnerOnly.isWritableByAll(home.root)) {
      throw new IOException(
          "everybody on this machine may write into the home "
              + home.root
              + "; take that right away (chmod 700)");
    }
    return home;
  }

  /** Takes away what others may do with the files that a library has just made in a folder. */
  public void closeToOthers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        OwnerOnly.file(file);
      }
    }
  }

  /** A sentence for each folder that others than the owner of the process may look into. */
  public List<String> readableByOthers() throws IOException {
    List<String> open = new ArrayList<>();
    for (Path folder :
        List.of(
            root,
            store(),
            incoming(),
            quarantine(),
            cases(),
            structureSets(),
            database(),
            logs())) {
      OwnerOnly.rightsOfOthers(folder)
          .ifPresent(
              rights ->
                  open.add(
                      "others on this machine have rights in the home's "
                          + (folder.equals(root) ? "own folder" : folder.getFileName())
                          + " ("
                          + rights
                          + "); take them away: chmod 700 "
                          + folder));
    }
    return open;
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

  /** Structure sets that arrived. */
  public Path structureSets() {
    return root.resolve("structure-sets");
  }

  /** A note for each erasure of a patient that is under way; made where it is needed. */
  public Path erasing() {
    return root.resolve("erasing");
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
