package org.contourflow.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      return new DeliveryOutcome.NotDelivered(
          "the export folder "
              + folder
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + "); check that it exists, has room and may be written",
          true);
    }
  }
}
