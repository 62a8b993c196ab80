package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.dicom.deident.DeidentKey;
import org.contourflow.dicom.deident.FolderDeidentifier;

/**
 * How cases are de-identified.
 *
 * @param key file of the secret; made if it is not there
 * @param wayBack file that leads back, with the key only
 * @param vocabulary of a folder of cases: a ROI's name to the name it is to have
 */
public record Pseudonyms(Path key, Path wayBack, Vocabulary vocabulary) {
  /** Gives the names of ROIs. */
  @FunctionalInterface
  public interface Vocabulary {
    Function<String, Optional<String>> of(Path cases) throws IOException;
  }

  FolderDeidentifier deidentifier(Path cases) throws IOException {
    return new FolderDeidentifier(DeidentKey.open(key), vocabulary.of(cases)::apply);
  }
}
