package org.contourflow.intake;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.home.Folders;
import org.contourflow.home.Home;
import org.contourflow.home.Leftovers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings files and rows together at the start. A file of the store is moved there first and gets
 * its row second; a process that dies between the two leaves a slice that nobody knows, and a
 * series without its end slice looks like a shorter one. So each file of the store without a row
 * gets it now, before anything is judged, and what was half written goes. Cost: one query a series
 * folder.
 */
public final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final Home home;
  private final Intake intake;
  private final RunLog runLog;

  public Reconciliation(Home home, Intake intake, RunLog runLog) {
    this.home = home;
    this.intake = intake;
    this.runLog = runLog;
  }

  /** As {@link #run(BooleanSupplier)}, to its end. */
  public int run() {
    return run(() -> false);
  }

  /**
   * Looks through the store, and clears what was being unpacked: its zip is still in the inbox. A
   * file or folder that cannot be read is told and left; the rest goes on.
   *
   * @param ending whether the process is to end: the rest is left to the next start
   * @return how many slices got their row
   */
  public int run(BooleanSupplier ending) {
    int found = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.store())) {
      for (Path folder : folders) {
        if (ending.getAsBoolean()) {
          break;
        }
        found += seriesFolder(folder);
      }
    } catch (IOException e) {
      LOG.error("the store cannot be looked through", e);
    }
    clearUnpacked();
    if (found > 0) {
      runLog.append(
          RunLog.SYSTEM,
          EventType.INSTANCES_RECEIVED,
          found
              + " slices in the store had no row, left so by an interrupted run; they have it now");
    }
    return found;
  }

  private int seriesFolder(Path folder) {
    int found = 0;
    Leftovers.clear(folder, Instant.now());
    try {
      for (Path file : intake.withoutRow(folder)) {
        if (adopt(file)) {
          found++;
        }
      }
    } catch (IOException e) {
      LOG.error("a folder of the store cannot be read: {}", home.relative(folder), e);
      if (StoredFiles.isSeriesFolder(folder)) { // And no lost+found.
        intake.tryAgain(folder);
      }
    }
    return found;
  }

  private boolean adopt(Path file) {
    try {
      return intake.adopt(file) instanceof Intake.Outcome.Stored;
    } catch (Throwable e) { // Whatever it is: the others go on, and its series waits for it.
      LOG.error("a file of the store cannot be taken up yet: {}", home.relative(file), e);
      intake.tryAgain(file);
      return false;
    }
  }

  private void clearUnpacked() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(home.incoming(), "zip-*")) {
      for (Path folder : left) {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      LOG.error("an unpacked folder of an earlier run cannot be cleared", e);
    }
  }
}
