package org.contourflow.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.dicom.DurableMove;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that a TPS imports from: the file appears under its name complete or not at all. */
public final class FolderTarget implements DeliveryTarget {
  private static final Logger LOG = LoggerFactory.getLogger(FolderTarget.class);

  private final String name;
  private final Path folder;
  private final boolean okMarker;
  private final boolean namesPatients;

  /** Folder of the folder, for what is withdrawn. */
  public static final String OUTDATED = "outdated";

  /**
   * Exports to a folder.
   *
   * @param okMarker whether an empty {@code <file>.ok} follows, for imports that wait for one
   */
  public FolderTarget(String name, Path folder, boolean okMarker) {
    this(name, folder, okMarker, false);
  }

  /**
   * Exports to a folder.
   *
   * @param namesPatients whether file names may say who the patient is; receipts and the log then
   *     name no file, since the case's own line says which case it was
   */
  public FolderTarget(String name, Path folder, boolean okMarker, boolean namesPatients) {
    this.namesPatients = namesPatients;
    this.name = name;
    this.folder = folder;
    this.okMarker = okMarker;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DeliveryOutcome deliver(Path rtstruct, String fileName) {
    Path target = folder.resolve(fileName);
    try {
      Files.createDirectories(folder);
      DurableMove.write(target, out -> Files.copy(rtstruct, out));
      if (okMarker && Files.notExists(folder.resolve(fileName + ".ok"))) {
        Files.createFile(folder.resolve(fileName + ".ok"));
      }
      return new DeliveryOutcome.Delivered("written to " + (namesPatients ? folder : target));
    } catch (IOException e) {
      if (namesPatients) {
        LOG.warn("export to {} failed: {}", folder, e.getClass().getName());
      } else {
        LOG.warn("export to {} failed", folder, e);
      }
      return cannotBeWritten(e);
    }
  }

  private DeliveryOutcome cannotBeWritten(IOException e) {
    return new DeliveryOutcome.NotDelivered(
        "the export folder "
            + folder
            + " cannot be written ("
            + e.getClass().getSimpleName()
            + "); check that it exists, has room and may be written",
        true);
  }

  /**
   * Moves our files into the folder {@link #OUTDATED} beside them. A file that is no longer what
   * was written is another's and stays; one that is not there was imported, so that a person must
   * delete what became of it.
   */
  @Override
  public DeliveryOutcome withdraw(List<Sent> outdated, Path note) {
    int moved = 0;
    int gone = 0;
    try {
      for (Sent one : outdated) {
        switch (moveAside(one)) {
          case MOVED -> moved++;
          case GONE -> gone++;
          case ANOTHERS -> {}
        }
      }
    } catch (IOException e) {
      LOG.warn("withdrawing from {} failed: {}", folder, e.getClass().getName());
      return cannotBeWritten(e);
    }
    if (gone > 0) {
      return new DeliveryOutcome.NotDelivered(
          gone + " of " + outdated.size() + " files are no longer in " + folder + ": imported",
          false);
    }
    return new DeliveryOutcome.Delivered(
        moved < outdated.size()
            ? "another file has its name in " + folder + " now"
            : "moved to " + folder.resolve(OUTDATED));
  }

  private enum Found {
    MOVED,
    GONE,
    ANOTHERS
  }

  private Found moveAside(Sent one) throws IOException {
    Path there = folder.resolve(one.fileName());
    Path aside = folder.resolve(OUTDATED).resolve(one.fileName());
    if (Files.notExists(there)) {
      return isCopy(one, aside) ? Found.MOVED : Found.GONE;
    }
    if (!isCopy(one, there)) {
      return Found.ANOTHERS;
    }
    Files.createDirectories(aside.getParent());
    DurableMove.replace(there, aside);
    Path marker = folder.resolve(one.fileName() + ".ok");
    if (okMarker && Files.exists(marker) && Files.size(marker) == 0) {
      DurableMove.replace(marker, aside.resolveSibling(marker.getFileName()));
    }
    return Found.MOVED;
  }

  private static boolean isCopy(Sent one, Path there) throws IOException {
    return Files.isRegularFile(there) && Files.mismatch(one.file(), there) == -1;
  }
}
