package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;

/**
 * An earlier case of the same series and protocol, made without the slices that came later, whose
 * structure set went out: it is outdated.
 *
 * @param sopInstanceUids of its structure sets, each once; empty where they are no longer kept
 * @param targets that have it
 */
record Predecessor(String caseId, List<String> sopInstanceUids, List<String> targets) {
  Predecessor {
    sopInstanceUids = List.copyOf(sopInstanceUids);
    targets = List.copyOf(targets);
  }

  /**
   * Those of a case.
   *
   * @throws IOException if a structure set cannot be read
   */
  static List<Predecessor> of(CaseRecord record, CaseStore cases, CaseContexts contexts)
      throws IOException {
    List<Predecessor> found = new ArrayList<>();
    for (CaseRecord old : cases.ofSeries(record.seriesInstanceUid())) {
      if (old.state() == CaseState.SUPERSEDED
          && old.protocol().equals(record.protocol())
          && !old.contentHash().equals(record.contentHash())) {
        List<String> targets = cases.deliveredTo(old.caseId());
        if (!targets.isEmpty()) {
          found.add(new Predecessor(old.caseId(), uids(contexts.folder(old.caseId())), targets));
        }
      }
    }
    return found;
  }

  private static List<String> uids(CaseFolder folder) throws IOException {
    if (!Files.isDirectory(folder.root())) {
      return List.of();
    }
    List<Path> files = new ArrayList<>(folder.rtstructs());
    files.addAll(folder.earlierSets());
    List<String> uids = new ArrayList<>();
    for (Path file : files) {
      uids.add(DicomFiles.readHeader(file).dataset().text(DicomTag.SOPInstanceUID));
    }
    return uids.stream().distinct().toList();
  }

  /** A sentence for a report. */
  String text() {
    return "superseded: the set "
        + (sopInstanceUids.isEmpty() ? "of " + caseId : String.join(", ", sopInstanceUids))
        + " at "
        + String.join(", ", targets)
        + " is outdated ("
        + caseId
        + ", made of other slices of this series)";
  }
}
