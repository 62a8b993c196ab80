package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.series.CtSeries;
import org.contourflow.workflow.ClinicalSets;
import picocli.CommandLine.Option;

/** The clinician's structure set of a CT. */
class ClinicalOption {
  @Option(
      names = "--rtstruct",
      paramLabel = "FILE",
      description = {
        "The clinician's structure set of the same CT, for what a protocol makes of it (PTV*); of"
            + " another series it is left out."
      })
  private Path rtstruct;

  /** Whether one was named. */
  final boolean isGiven() {
    return rtstruct != null;
  }

  /** It, or nothing, told, where it was drawn on another series. */
  final ClinicalSets of(CtSeries series) throws IOException {
    if (rtstruct == null) {
      return ClinicalSets.NONE;
    }
    ClinicalSets sets = ClinicalSets.of(rtstruct);
    if (sets.newestOn(series).isEmpty()) {
      System.err.println("note: --rtstruct was not drawn on this series and is left out");
    }
    return sets;
  }
}
