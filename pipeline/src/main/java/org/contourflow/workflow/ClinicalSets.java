package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.rtstruct.write.StructureSetAppender;
import org.contourflow.series.CtSeries;

/** Where the structure sets are that clinicians drew. */
@FunctionalInterface
public interface ClinicalSets {
  /** There are none. */
  ClinicalSets NONE = series -> Optional.empty();

  /** This file, on the series that it was drawn on. */
  static ClinicalSets of(Path file) {
    return series ->
        StructureSetAppender.refersTo(DicomFiles.read(file).dataset(), series.seriesInstanceUid())
            ? Optional.of(file)
            : Optional.empty();
  }

  /**
   * The newest that was drawn on this series, of which nothing is ours.
   *
   * @throws IOException if it cannot be looked for
   */
  Optional<Path> newestOn(CtSeries series) throws IOException;
}
