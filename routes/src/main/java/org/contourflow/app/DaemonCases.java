package org.contourflow.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.assembly.ChangedSlicesException;
import org.contourflow.assembly.MissingSlicesException;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseStore;
import org.contourflow.console.CaseFiles;
import org.contourflow.series.CtSeries;

/** The CT and the folder of a case, for the console. */
record DaemonCases(CaseStore cases, SeriesWatch watch, Function<String, Path> folders)
    implements CaseFiles {
  @Override
  public Optional<CtSeries> series(String caseId) throws IOException {
    Optional<CaseRecord> record = cases.find(caseId);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      return watch.load(record.get().seriesInstanceUid(), record.get().contentHash());
    } catch (MissingSlicesException | ChangedSlicesException e) {
      return Optional.empty();
    }
  }

  @Override
  public Path folder(String caseId) {
    return folders.apply(caseId);
  }
}
