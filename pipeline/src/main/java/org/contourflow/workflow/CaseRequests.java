package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseQueue.Claim;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;

/**
 * What a person asks of a case: to take it up again, to let it go, to send it once more, to stop.
 */
public final class CaseRequests {
  private final CaseContexts contexts;
  private final CaseStore cases;
  private final CaseQueue queue;
  private final HandOver handOver;
  private final RunLog runLog;

  CaseRequests(CaseContexts contexts, CaseStore cases, CaseQueue queue, HandOver handOver) {
    this.contexts = contexts;
    this.cases = cases;
    this.queue = queue;
    this.handOver = handOver;
    this.runLog = contexts.runLog();
  }

  /**
   * Takes up a case that was given up or refused, once a person has mended the cause: at its
   * hand-over if it had come to it, else at its contouring.
   *
   * @return false if there is no such case, or it is in no such state
   */
  public boolean retry(String caseId) {
    Optional<CaseState> from =
        cases
            .find(caseId)
            .map(CaseRecord::state)
            .filter(s -> s == CaseState.FAILED || s == CaseState.REFUSED);
    if (from.isEmpty()) {
      return false;
    }
    boolean handedOver = handOver.again(caseId);
    CaseState to =
        handedOver && Files.exists(contexts.folder(caseId).rtstruct())
            ? CaseState.STRUCTURED
            : CaseState.ACCEPTED;
    return takeUp(caseId, from.get(), to, "a person asked for it; it was " + from.get());
  }

  /**
   * Lets a case go that waits for a person because of the findings of its review: its structure set
   * is written again and delivered. Who did it stands in the run log.
   *
   * @return false if there is no such case, or it does not wait for that
   */
  public boolean release(String caseId) throws IOException {
    CaseFolder folder = contexts.folder(caseId);
    Optional<CaseState> state = cases.find(caseId).map(CaseRecord::state);
    if (!state.equals(Optional.of(CaseState.REFUSED)) || !folder.isHeld()) {
      return false;
    }
    folder.release();
    String text = "a person looked at its findings and let it go";
    return takeUp(caseId, CaseState.REFUSED, CaseState.CONTOURED, text);
  }

  private boolean takeUp(String caseId, CaseState from, CaseState to, String text) {
    boolean moved = cases.move(caseId, from, to, "");
    if (moved) {
      contexts.resolve(caseId);
      runLog.append(caseId, EventType.CASE_RETRIED, text);
    }
    return moved;
  }

  /**
   * Takes up the hand-overs to a target that were given up, of cases that failed for it or are
   * still on their way to others.
   *
   * @param since given up since
   * @return how many
   */
  public int retryTarget(String target, Instant since) {
    List<String> again =
        handOver.givenUpSince(target, since).stream()
            .filter(caseId -> handOver.again(caseId, target))
            .toList();
    String text = "a person asked for it, at " + target;
    again.forEach(id -> takeUp(id, CaseState.FAILED, CaseState.STRUCTURED, text));
    return again.size();
  }

  /**
   * Sends the structure set of a case once more to one of its targets, which may have lost it.
   *
   * @return false if there is no such case with a structure set, it does not go to that target, or
   *     it is being sent there just now
   */
  public boolean resend(String caseId, String target) {
    Optional<CaseState> from =
        cases.find(caseId).map(CaseRecord::state).filter(s -> !s.isBeforeDelivery());
    if (from.isEmpty()
        || from.get() == CaseState.SUPERSEDED
        || from.get() == CaseState.REFUSED
        || !Files.exists(contexts.folder(caseId).rtstruct())
        || !handOver.resend(caseId, target)) {
      return false;
    }
    String text = "a person asked for it to be sent to " + target + " once more";
    if (from.get() == CaseState.STRUCTURED) {
      runLog.append(caseId, EventType.CASE_RETRIED, text);
      return true;
    }
    return takeUp(caseId, from.get(), CaseState.STRUCTURED, text);
  }

  /** What became of the wish to stop a contouring. */
  public enum Stopping {
    /** It had not begun, and does not. */
    STOPPED,
    /** It is under way and stops at its next tile. */
    STOPS,
    /** There is no such case, or it is contoured already. */
    NOTHING
  }

  /** Stops a case's contouring, for good until a person has it taken up again. */
  public Stopping stop(String caseId) {
    Optional<Claim> claim = queue.take(caseId, CaseState.ACCEPTED);
    if (claim.isPresent()) {
      try {
        Settlement.STOPPED.accept(new Settlement(contexts, cases, queue, claim.get(), () -> false));
      } finally {
        queue.forget(claim.get());
      }
      return Stopping.STOPPED;
    }
    return queue.askToStop(caseId) ? Stopping.STOPS : Stopping.NOTHING;
  }

  /** Cases whose contouring a person wants stopped, in whatever process it is. */
  public List<String> toStop() {
    return queue.toStop();
  }
}
