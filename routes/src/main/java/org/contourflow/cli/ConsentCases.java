package org.contourflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.consent.CaseEvidence;
import org.contourflow.consent.ConsentEvent;
import org.contourflow.consent.ConsentFolder;
import org.contourflow.consent.Decision;
import org.contourflow.consent.FolderEvidence;
import org.contourflow.consent.Whose;

/** Whose a case's folder is, and how events and days are written. */
final class ConsentCases {
  private ConsentCases() {}

  static String line(ConsentEvent event) {
    return event.recordedAt()
        + "  patient "
        + event.patient().brief()
        + "  "
        + event.act().describe()
        + "  ("
        + event.evidence()
        + ", recorded by "
        + event.recordedBy()
        + ")";
  }

  static String name(Path caseFolder) {
    return caseFolder.toAbsolutePath().normalize().getFileName().toString();
  }

  static FolderEvidence evidence(ConsentFolder folder, Path caseFolder) throws IOException {
    if (!Files.isDirectory(caseFolder)) {
      throw Failure.refused(caseFolder + " is no folder; give the folder of the case's files");
    }
    return new FolderEvidence(caseFolder.toAbsolutePath().normalize().getParent(), folder.key());
  }

  static Whose patient(ConsentFolder folder, Path caseFolder) throws IOException {
    CaseEvidence evidence = evidence(folder, caseFolder).read(name(caseFolder));
    return evidence
        .whose()
        .orElseThrow(
            () ->
                Failure.refused(
                    evidence
                        .problem()
                        .map(Decision.Refused::describe)
                        .orElse("NO_PATIENT: no DICOM file with a PatientID is in this folder")));
  }
}
