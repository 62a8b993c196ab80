package org.contourflow.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.series.CtSeries;

/** The CT and the files of a case, as they lie on the disk now. */
public interface CaseFiles {
  /**
   * The series of a case.
   *
   * @return empty if there is no such case, or its slices changed
   * @throws IOException if a slice cannot be read
   */
  Optional<CtSeries> series(String caseId) throws IOException;

  /** The folder of a case; it need not exist. */
  Path folder(String caseId);
}
