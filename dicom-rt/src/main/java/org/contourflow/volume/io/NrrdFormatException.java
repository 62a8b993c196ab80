package org.contourflow.volume.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not a NRRD volume this reader can place in the patient without guessing. */
public final class NrrdFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names the file, what is wrong and what to do. */
  public NrrdFormatException(Path file, String problem) {
    super(file.getFileName() + ": " + problem);
  }
}
