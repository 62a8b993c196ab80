package org.contourflow.workflow;

import java.time.Clock;
import java.util.function.Function;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseRecord;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.model.SegmentationListener;

/** Where the cases of a home lie, and where those that wait for a person are listed. */
public final class CaseContexts {
  private final Home home;
  private final SeriesWatch watch;
  private final RunLog runLog;
  private final Quarantine quarantine;
  private final Function<String, SegmentationListener> listeners;

  /**
   * The cases of a home.
   *
   * @param listeners gives the listener to a case's contouring
   */
  public CaseContexts(
      Home home,
      SeriesWatch watch,
      RunLog runLog,
      Clock clock,
      Function<String, SegmentationListener> listeners) {
    this.home = home;
    this.watch = watch;
    this.runLog = runLog;
    this.quarantine = new Quarantine(home.quarantine(), runLog, clock);
    this.listeners = listeners;
  }

  /** The folder of a case. */
  public CaseFolder folder(String caseId) {
    return new CaseFolder(home.cases().resolve(caseId));
  }

  CaseContext of(CaseRecord record) {
    return new CaseContext(
        record.caseId(),
        record.createdAt(),
        folder(record.caseId()),
        () -> watch.load(record.seriesInstanceUid(), record.contentHash()),
        runLog,
        listeners.apply(record.caseId()));
  }

  RunLog runLog() {
    return runLog;
  }

  /** What waits for a person is listed by {@code contourflow held}, as before its acceptance. */
  void hold(String caseId, String code, String reason, String whatToDo) {
    quarantine.hold(caseId, new Quarantine.Reason(code, reason, whatToDo.replace("CASE", caseId)));
  }

  /** A person took it up again. */
  void resolve(String caseId) {
    quarantine.resolve(caseId, "a person asked for it to be tried again");
  }
}
