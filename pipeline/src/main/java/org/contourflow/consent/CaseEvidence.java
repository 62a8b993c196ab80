package org.contourflow.consent;

import java.util.List;
import java.util.Optional;

/**
 * What a case's own files say, read when it is asked; never from a folder's name.
 *
 * @param whose whose they are; empty: the files name nobody
 * @param problem what is wrong with the files themselves, which closes
 * @param approved whether each structure set in it is approved
 * @param stamp changes when a file changes
 * @param files what belongs to the case
 */
public record CaseEvidence(
    String caseId,
    Optional<Whose> whose,
    Optional<Decision.Refused> problem,
    boolean approved,
    String stamp,
    List<java.nio.file.Path> files) {
  public CaseEvidence {
    files = List.copyOf(files);
  }

  /** The patient's reference; empty: the files name nobody. */
  public Optional<PatientRef> patient() {
    return whose.map(Whose::ref);
  }
}
