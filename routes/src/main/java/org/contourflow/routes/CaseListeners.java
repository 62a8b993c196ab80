package org.contourflow.routes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.model.SegmentationListener;

/**
 * Hears how far each case's contouring is: tells the run log now and then, and stops a case that a
 * person asked to be stopped.
 */
public final class CaseListeners implements Function<String, SegmentationListener> {
  private final RunLog runLog;
  private final Clock clock;
  private final Duration interval;
  private final Function<String, SegmentationListener> others;
  private volatile boolean ending;
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();

  /**
   * Listeners of one daemon.
   *
   * @param interval least time between two lines of one case
   * @param others each case's other listener, asked and told as well
   */
  public CaseListeners(
      RunLog runLog,
      Clock clock,
      Duration interval,
      Function<String, SegmentationListener> others) {
    this.runLog = runLog;
    this.clock = clock;
    this.interval = interval;
    this.others = others;
  }

  /** Stops a case at its next tile, now or when it is its turn; it is not tried again. */
  void stop(String caseId) {
    stopped.add(caseId);
    runLog.append(caseId, EventType.CONTOURING_STOPPED, "a person asked for it");
  }

  /**
   * As {@link #stop} for these cases and no other, where the run log has it from another process: a
   * case that is taken up again is not among them.
   */
  void stopOnly(Collection<String> caseIds) {
    stopped.retainAll(caseIds);
    stopped.addAll(caseIds);
  }

  /**
   * The product ends: every contouring stops at its next tile, to be taken up at the next start.
   */
  public void giveBack() {
    ending = true;
  }

  /** Takes a stop back, for a case that a person wants taken up again. */
  void allowAgain(String caseId) {
    stopped.remove(caseId);
  }

  @Override
  public SegmentationListener apply(String caseId) {
    return new CaseListener(caseId, others.apply(caseId));
  }

  private final class CaseListener implements SegmentationListener {
    private final String caseId;
    private final SegmentationListener other;
    private Instant last = clock.instant();

    private CaseListener(String caseId, SegmentationListener other) {
      this.caseId = caseId;
      this.other = other;
    }

    @Override
    public void progressed(Progress progress) {
      other.progressed(progress);
      Instant now = clock.instant();
      if (!now.isBefore(last.plus(interval))) {
        last = now;
        runLog.append(caseId, EventType.CONTOURING_PROGRESS, progress.toString());
      }
    }

    @Override
    public boolean isCancelled() {
      return ending || stopped.contains(caseId) || other.isCancelled();
    }

    @Override
    public boolean mayResume() {
      return !stopped.contains(caseId);
    }
  }
}
