package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contourflow.audit.EventType;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomReadException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DurableMove;
import org.contourflow.protocols.StructurePlan;

/**
 * Takes a copy of the clinician's structure set into the case's folder, if the protocol makes
 * something of it and there is one. What the case was made of stays with it, whatever arrives
 * later.
 */
final class ClinicalStep implements CaseStep {
  private final StructurePlan plan;
  private final ClinicalSets sets;

  ClinicalStep(StructurePlan plan, ClinicalSets sets) {
    this.plan = plan;
    this.sets = sets;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    if (!plan.needsClinical() || Files.exists(context.folder().clinical())) {
      return new StepOutcome.Done();
    }
    Optional<Path> found = sets.newestOn(context.series());
    if (found.isPresent()) {
      take(context, found.get());
    }
    return new StepOutcome.Done();
  }

  private static void take(CaseContext context, Path file) throws IOException {
    Path own = context.folder().clinical();
    String uid;
    try {
      uid = DicomFiles.readHeader(file).dataset().text(DicomTag.SOPInstanceUID);
    } catch (DicomReadException e) {
      context.log(
          EventType.QA_FINDING, "a clinician's structure set cannot be read and was left out");
      return;
    }
    DurableMove.write(own, out -> Files.copy(file, out));
    context.log(
        EventType.CLINICAL_SET_TAKEN,
        "the clinician's structure set " + uid + " is taken into account");
  }
}
