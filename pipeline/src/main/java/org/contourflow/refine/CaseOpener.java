package org.contourflow.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.contourflow.train.data.CaseSource;

/** Opens a folder of contoured cases, of whatever kind. */
@FunctionalInterface
public interface CaseOpener {
  /**
   * Opens it.
   *
   * @param structures TG-263 names by which contours are taken
   */
  CaseSource open(Path data, List<String> structures) throws IOException;
}
