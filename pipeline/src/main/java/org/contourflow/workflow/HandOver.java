package org.contourflow.workflow;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLogLines;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.DeliveryStore.Taken;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.rules.RuleSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Hands cases over, each target by its own worker, so that one that is silent holds up itself only.
 * What leaves is what was checked. A case is delivered once every target has it.
 */
public final class HandOver {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private final CaseContexts contexts;
  private final CaseStore cases;
  private final Supplier<RuleSet> rules;
  private final Deliveries deliveries;
  private final CheckStep check = new CheckStep();

  HandOver(CaseContexts contexts, CaseStore cases, Supplier<RuleSet> rules, Deliveries deliveries) {
    this.contexts = contexts;
    this.cases = cases;
    this.rules = rules;
    this.deliveries = deliveries;
  }

  /** Names of all targets; each wants its worker. */
  public Set<String> targets() {
    return deliveries.targets();
  }

  /** Targets that get a case of this protocol; none if the protocol is gone. */
  List<String> targetsOf(CaseRecord record) {
    return rules.get().protocol(record.protocol()).map(deliveries::targetsOf).orElse(List.of());
  }

  List<CaseRecord> casesDue() {
    return deliveries.casesDue().stream().map(cases::find).flatMap(Optional::stream).toList();
  }

  /** Hands over what is due at a target next; says whether there was anything. */
  public boolean next(String target) {
    Optional<Taken> taken = deliveries.takeNext(target, CaseWorker.urgent(rules.get()));
    taken.ifPresent(
        t -> {
          inCase(t.record().caseId(), () -> attempt(t, Deliveries.waitAfter(1)));
          conclude(t.record().caseId());
        });
    return taken.isPresent();
  }

  /** Hands over to every target of the case that is due; says whether all have it now. */
  boolean deliver(String caseId) {
    Optional<CaseRecord> record = cases.find(caseId).filter(r -> r.state() == CaseState.STRUCTURED);
    if (record.isEmpty()) {
      return false;
    }
    deliveries.plan(caseId, targetsOf(record.get()));
    inCase(
        caseId, () -> deliveries.takeAll(caseId).forEach(taken -> attempt(taken, Duration.ZERO)));
    return conclude(caseId);
  }

  private static void inCase(String caseId, Runnable work) {
    MDC.put(RunLogLines.MDC_CASE, caseId);
    try {
      work.run();
    } finally {
      MDC.remove(RunLogLines.MDC_CASE);
    }
  }

  private void attempt(Taken taken, Duration afterError) {
    try {
      attemptTaken(taken, afterError);
    } finally {
      // However it ended: what stays in this process' hands nobody else may take.
      deliveries.giveBack(taken);
    }
  }

  private void attemptTaken(Taken taken, Duration afterError) {
    CaseRecord record = cases.find(taken.record().caseId()).orElseThrow();
    Optional<Protocol> protocol = rules.get().protocol(record.protocol());
    StepOutcome ready = protocol.isEmpty() ? CaseWorker.noProtocol(record) : checked(record);
    if (!ready.isDone()) {
      ready.accept(new NotSent(record, taken));
      return;
    }
    try {
      deliveries.attempt(
          taken, contexts.folder(record.caseId()), protocol.orElseThrow().name(), afterError);
    } catch (IOException e) {
      LOG.error("the case could not be handed over", e);
      StepFailures.of(e).accept(new NotSent(record, taken));
    }
  }

  private StepOutcome checked(CaseRecord record) {
    try {
      return check.beforeSending(contexts.of(record));
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the case could not be checked before it is handed over", e);
      return StepFailures.of(e);
    }
  }

  /** What stops a hand-over before it begins stops the case, not the target. */
  private final class NotSent implements StepOutcome.Visitor<Void> {
    private final CaseRecord record;
    private final String caseId;
    private final Taken taken;

    NotSent(CaseRecord record, Taken taken) {
      this.record = record;
      this.caseId = record.caseId();
      this.taken = taken;
    }

    @Override
    public Void done() {
      return waiting();
    }

    @Override
    public Void waiting() {
      deliveries.setBack(taken, Settlement.waitAfter(1));
      return null;
    }

    @Override
    public Void refused(StepOutcome.Refused refused) {
      contexts
          .runLog()
          .append(caseId, EventType.CONTOURING_REFUSED, refused.code() + ": " + refused.reason());
      if (cases.move(caseId, CaseState.STRUCTURED, CaseState.REFUSED, refused.reason())) {
        contexts.hold(caseId, refused.code(), refused.reason(), refused.whatToDo());
      }
      return waiting();
    }

    @Override
    public Void failed(StepOutcome.Failed failed) {
      int attempts = cases.countAttempt(caseId, failed.reason());
      boolean last = !failed.retryable() || attempts >= Settlement.MOST_ATTEMPTS;
      Settlement.tellFailed(contexts.runLog(), caseId, record.state(), failed, last);
      if (last) {
        fail(caseId, failed);
      }
      deliveries.setBack(taken, Settlement.waitAfter(Math.min(4, attempts)));
      return null;
    }
  }

  private void fail(String caseId, StepOutcome.Failed failed) {
    if (cases.move(caseId, CaseState.STRUCTURED, CaseState.FAILED, failed.reason())) {
      contexts.hold(caseId, failed.code(), failed.reason(), failed.whatToDo());
    }
  }

  /** Ends the case once nothing of its hand-over is pending; says whether every target has it. */
  boolean conclude(String caseId) {
    return switch (deliveries.progress(caseId)) {
      case ALL_DONE -> cases.move(caseId, CaseState.STRUCTURED, CaseState.DELIVERED, "");
      case WAITING -> false;
      case GIVEN_UP -> {
        giveUp(caseId);
        yield false;
      }
    };
  }

  private void giveUp(String caseId) {
    StepOutcome.Failed failed =
        new StepOutcome.Failed(
            "NOT_DELIVERED",
            "the RTSTRUCT was not delivered everywhere; the run log names the target",
            "See that the target can be reached (contourflow echo), then: contourflow retry CASE.",
            false);
    if (cases.move(caseId, CaseState.STRUCTURED, CaseState.FAILED, failed.reason())) {
      Settlement.tellFailed(contexts.runLog(), caseId, CaseState.STRUCTURED, failed, true);
      contexts.hold(caseId, failed.code(), failed.reason(), failed.whatToDo());
    }
  }

  /** Whether the case had come to its hand-over; if so, what was given up is due again. */
  boolean again(String caseId) {
    return deliveries.again(caseId);
  }

  /** Takes up what was given up at one target; says whether there was anything. */
  boolean again(String caseId, String target) {
    return deliveries.again(caseId, target);
  }

  /** Has the case sent once more to one of its targets that is configured; says whether it will. */
  boolean resend(String caseId, String target) {
    return targets().contains(target) && deliveries.resend(caseId, target);
  }

  List<String> givenUpSince(String target, Instant since) {
    return deliveries.givenUpSince(target, since);
  }

  /** Has what waits to be tried again at a target tried now; says how much that is. */
  public int hurry(String target) {
    return deliveries.hurry(target);
  }

  /**
   * Takes up what a process left that ended between a receipt and the case's end, and what is due
   * at targets that are new, or are no longer configured. To be called at the start and now and
   * then: it finds nothing where nothing went wrong.
   */
  public void takeUp() {
    for (CaseRecord record : cases.unfinished()) {
      if (record.state() == CaseState.STRUCTURED) {
        deliveries.plan(record.caseId(), targetsOf(record));
        deliveries.giveUpUnknown(record.caseId());
        conclude(record.caseId());
      }
    }
  }
}
