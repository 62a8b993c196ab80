package org.contourflow.workflow;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseQueue.Claim;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the outcome of a step does to its case; says whether the case moved on. A step that fails is
 * tried again, after a longer wait each time, and then given up.
 */
final class Settlement implements StepOutcome.Visitor<Boolean> {
  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  static final int MOST_ATTEMPTS = 4;
  static final Duration FIRST_WAIT = Duration.ofSeconds(20);
  private static final Duration SLICES_CHANGED_WAIT = Duration.ofSeconds(5);

  /** Detail of a case while a step is under way; found at a start, the process ended on it. */
  static final String BEGUN = "under way";

  /** Code of a contouring that was stopped; one that may resume, by the end of the process. */
  private static final String CANCELLED = FailureCode.CANCELLED.name();

  static final StepOutcome.Failed STOPPED =
      new StepOutcome.Failed("CANCELLED: stopped on request", false);

  private final CaseContexts contexts;
  private final CaseStore cases;
  private final CaseQueue queue;
  private final RunLog runLog;
  private final Claim claim;
  private final String caseId;
  private final BooleanSupplier move;

  /**
   * Of a claim.
   *
   * @param move what is done with the case when its step is done; says whether it was
   */
  Settlement(
      CaseContexts contexts, CaseStore cases, CaseQueue queue, Claim claim, BooleanSupplier move) {
    this.contexts = contexts;
    this.cases = cases;
    this.queue = queue;
    this.runLog = contexts.runLog();
    this.claim = claim;
    this.caseId = claim.caseId();
    this.move = move;
  }

  @Override
  public Boolean done() {
    return move.getAsBoolean();
  }

  @Override
  public Boolean waiting() {
    queue.setBack(claim, SLICES_CHANGED_WAIT);
    return false;
  }

  @Override
  public Boolean refused(StepOutcome.Refused refused) {
    runLog.append(caseId, EventType.CONTOURING_REFUSED, refused.code() + ": " + refused.reason());
    if (queue.settle(claim, CaseState.REFUSED, refused.reason())) {
      contexts.hold(caseId, refused.code(), refused.reason(), refused.whatToDo());
    }
    return false;
  }

  @Override
  public Boolean failed(StepOutcome.Failed failed) {
    if (!queue.holds(claim)) {
      LOG.info("the case was taken from this worker; what it has become of is another's");
      queue.setBack(claim, Duration.ZERO);
      return false;
    }
    if (failed.code().equals(CANCELLED) && failed.retryable()) {
      giveBack();
      return false;
    }
    int attempts = failedAttempts(failed.reason());
    boolean last = !failed.retryable() || attempts >= MOST_ATTEMPTS;
    tellFailed(runLog, caseId, claim.record().state(), failed, last);
    if (!last) {
      queue.setBack(claim, waitAfter(attempts));
    } else if (queue.settle(claim, CaseState.FAILED, failed.reason())) {
      contexts.hold(caseId, failed.code(), failed.reason(), failed.whatToDo());
    }
    return false;
  }

  /** The process ends in order: no try of the case, or a few restarts would fail it. */
  private void giveBack() {
    cases.giveBackAttempt(caseId);
    queue.setBack(claim, Duration.ZERO);
    runLog.append(
        caseId,
        EventType.CONTOURING_STOPPED,
        "given back, as the process ends; it is contoured anew and this counts as no try");
  }

  /** How often the present step has failed, this time included; a step begun is counted already. */
  private int failedAttempts(String reason) {
    boolean counted = cases.find(caseId).map(CaseRecord::detail).filter(BEGUN::equals).isPresent();
    return counted ? cases.noteAttempt(caseId, reason) : cases.countAttempt(caseId, reason);
  }

  static void tellFailed(
      RunLog runLog, String caseId, CaseState after, StepOutcome.Failed failed, boolean last) {
    runLog.append(
        caseId,
        EventType.STEP_FAILED,
        "after "
            + after
            + ": "
            + failed.reason()
            + (last ? "; given up, a person must look" : "; tried again later"));
  }

  static Duration waitAfter(int attempts) {
    return FIRST_WAIT.multipliedBy(1L << Math.min(10, 2 * (attempts - 1)));
  }
}
