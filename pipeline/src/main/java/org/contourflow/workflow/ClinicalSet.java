package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Path;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetAppender;
import org.contourflow.series.CtSeries;

/** The clinician's structure set of a case, as it arrived. */
final class ClinicalSet {
  private final DicomFile file;

  private ClinicalSet(DicomFile file) {
    this.file = file;
  }

  static ClinicalSet read(Path file) throws IOException {
    return new ClinicalSet(DicomFiles.read(file));
  }

  /** Adds its structures, each worked out when an expression needs it. */
  void addTo(SourceMasks masks, CtSeries series) {
    ReadStructureSet read = StructureSetReader.read(file.dataset());
    ClinicalMasks.add(masks, read, series.grid(), series.frameOfReferenceUid());
  }

  StructureSetAppender appender(CtSeries series) {
    return new StructureSetAppender(
        file.dataset(), file.transferSyntaxUid(), ReferencedSeries.of(series));
  }
}
