package org.contourflow.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.home.Home;
import org.contourflow.review.CameBack;
import org.contourflow.review.ReviewRecord;

/**
 * By which files a case of this service would teach: the slices of its CT, and the newest set that
 * came back of it, as a refinement selects them. Our own set, which no clinician approved, is none
 * of them. They need not be on the disk any more.
 */
record TeachingFiles(Home home, DaemonStores stores) implements Function<String, List<Path>> {
  @Override
  public List<Path> apply(String caseId) {
    Optional<CaseRecord> record = stores.cases().find(caseId);
    if (record.isEmpty()) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    stores.arrivals().instancesOf(record.get().seriesInstanceUid()).stream()
        .map(instance -> home.absolute(instance.file()))
        .forEach(files::add);
    stores.reviews().ofCase(caseId).stream()
        .map(ReviewRecord::from)
        .max(Comparator.comparing(CameBack::at))
        .flatMap(newest -> set(caseId, newest))
        .ifPresent(files::add);
    return files;
  }

  /** A UID may have come with several contents, of which one was measured. */
  private Optional<Path> set(String caseId, CameBack from) {
    return stores.structureSets().find(from.sopInstanceUid()).stream()
        .filter(set -> set.state() == SetState.REVIEWED)
        .filter(set -> set.caseId().equals(caseId))
        .filter(set -> set.receivedAt().equals(from.at()))
        .map(ArrivedSet::file)
        .map(home::absolute)
        .findFirst();
  }
}
