package org.contourflow.workflow;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.assembly.ChangedSlicesException;
import org.contourflow.assembly.MissingSlicesException;
import org.contourflow.audit.RunLogLines;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseQueue.Claim;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.protocols.rules.RuleSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes cases of the store from state to state. A case is taken by a change of its row, so that of
 * many workers, in one process or on several machines, one has it. A step that fails stops this
 * case only ({@link Settlement}); a case whose slices changed in the meantime is left to the one
 * that supersedes it.
 */
public final class CaseWorker {
  private static final Logger LOG = LoggerFactory.getLogger(CaseWorker.class);

  private final CaseContexts contexts;
  private final CaseStore cases;
  private final CaseQueue queue;
  private final Supplier<RuleSet> rules;
  private final Function<String, Optional<CaseSteps>> steps;
  private final Map<String, Integer> mostAtOnce;
  private final HandOver handOver;
  private final CaseRequests requests;
  private volatile boolean ending;

  /**
   * A worker.
   *
   * @param rules those in force
   * @param steps of the protocol of that name, as it is in force
   * @param mostAtOnce by protocol, how many cases may be contoured at the same time; without a
   *     limit where it names none
   */
  public CaseWorker(
      CaseContexts contexts,
      CaseStore cases,
      CaseQueue queue,
      Supplier<RuleSet> rules,
      Function<String, Optional<CaseSteps>> steps,
      Map<String, Integer> mostAtOnce,
      Deliveries deliveries) {
    this.contexts = contexts;
    this.cases = cases;
    this.queue = queue;
    this.rules = rules;
    this.steps = steps;
    this.mostAtOnce = Map.copyOf(mostAtOnce);
    this.handOver = new HandOver(contexts, cases, rules, deliveries);
    this.requests = new CaseRequests(contexts, cases, queue, handOver);
  }

  /** The folder of a case. */
  public CaseFolder folder(String caseId) {
    return contexts.folder(caseId);
  }

  /** The hand-overs to each target. */
  public HandOver handOver() {
    return handOver;
  }

  /** What a person may ask of a case. */
  public CaseRequests requests() {
    return requests;
  }

  /** Says for all that is in this process's hands that it lives. */
  public void renewLeases() {
    queue.renew();
  }

  /** Cases with a step to be done, whose time to try again has come. */
  public List<CaseRecord> due() {
    return Stream.of(
            queue.due(CaseState.ACCEPTED), queue.due(CaseState.CONTOURED), handOver.casesDue())
        .flatMap(List::stream)
        .toList();
  }

  /** Contours, if that is the case's next step. Returns whether the case moved on. */
  public boolean contour(String caseId) {
    return queue.take(caseId, CaseState.ACCEPTED).map(this::contour).orElse(false);
  }

  private boolean contour(Claim claim) {
    return step(claim, this::contour, () -> queue.settle(claim, CaseState.CONTOURED, ""));
  }

  private StepOutcome contour(CaseSteps steps, CaseContext context) throws IOException {
    // Asked of a process that ended before it heard of it.
    return queue.toStop().contains(context.caseId()) ? Settlement.STOPPED : steps.contour(context);
  }

  /**
   * Contours the case whose turn it is.
   *
   * @param protocols of these only; empty: of all
   * @return whether there was one
   */
  public boolean contourNext(Optional<Set<String>> protocols) {
    return !ending && next(CaseState.ACCEPTED, choice(protocols, mostAtOnce), this::contour);
  }

  /** The process ends: no further case is begun to be contoured, and none that it gives back. */
  public void end() {
    ending = true;
  }

  /** Writes the structure set, if that is the case's next step. */
  public boolean structureSet(String caseId) {
    return queue.take(caseId, CaseState.CONTOURED).map(this::structureSet).orElse(false);
  }

  private boolean structureSet(Claim claim) {
    List<String> targets = handOver.targetsOf(claim.record());
    return step(claim, CaseSteps::structureSet, () -> queue.settleForDelivery(claim, targets));
  }

  /** Writes the structure set of the case whose turn it is; says whether there was one. */
  public boolean structureSetNext() {
    return next(CaseState.CONTOURED, choice(Optional.empty(), Map.of()), this::writeForAll);
  }

  private void writeForAll(Claim claim) {
    if (structureSet(claim)) {
      // At once at its end where no target gets it.
      handOver.conclude(claim.caseId());
    }
  }

  /** Hands over to every target that is due, if that is the case's next step. */
  public boolean deliver(String caseId) {
    return handOver.deliver(caseId);
  }

  /** Draws the report of a case whose structure set is on its way; says whether there was one. */
  public boolean reportNext() {
    Optional<Claim> claim = queue.takeNextReport();
    claim.ifPresent(this::report);
    return claim.isPresent();
  }

  /** A report that fails holds up nothing: the RTSTRUCT was judged before it left. */
  private void report(Claim claim) {
    MDC.put(RunLogLines.MDC_CASE, claim.caseId());
    try {
      StepOutcome outcome = done(claim, CaseSteps::report);
      if (outcome.isDone()) {
        queue.settleReport(claim);
      } else {
        queue.setBack(claim, Settlement.FIRST_WAIT);
        LOG.warn("the report was not drawn; it is tried again");
      }
    } finally {
      queue.forget(claim);
      MDC.remove(RunLogLines.MDC_CASE);
    }
  }

  private CaseQueue.Choice choice(Optional<Set<String>> protocols, Map<String, Integer> limits) {
    return new CaseQueue.Choice(protocols, urgent(rules.get()), limits);
  }

  static Set<String> urgent(RuleSet rules) {
    return rules.protocols().stream()
        .filter(p -> p.details().priority() == Priority.URGENT)
        .map(Protocol::name)
        .collect(Collectors.toSet());
  }

  private interface Taking {
    void work(Claim claim);
  }

  private boolean next(CaseState state, CaseQueue.Choice choice, Taking taking) {
    Optional<Claim> claim = queue.takeNext(state, choice);
    claim.ifPresent(taking::work);
    return claim.isPresent();
  }

  @FunctionalInterface
  private interface StepsOnSeries {
    StepOutcome run(CaseSteps steps, CaseContext context) throws IOException;
  }

  private boolean step(Claim claim, StepsOnSeries work, BooleanSupplier move) {
    MDC.put(RunLogLines.MDC_CASE, claim.caseId());
    try {
      return done(claim, work).accept(new Settlement(contexts, cases, queue, claim, move));
    } finally {
      queue.forget(claim);
      MDC.remove(RunLogLines.MDC_CASE);
    }
  }

  private StepOutcome done(Claim claim, StepsOnSeries work) {
    try {
      return onSeries(claim.record(), work);
    } catch (MissingSlicesException e) {
      return new StepOutcome.Failed(e.getMessage(), true);
    } catch (ChangedSlicesException e) {
      // They do not change back by themselves.
      return new StepOutcome.Failed(e.getMessage(), false);
    } catch (IOException | RuntimeException | Error e) {
      // Also an Error (no memory, a library that does not load) stops this case only.
      LOG.error("a step of the case failed", e);
      return StepFailures.of(e);
    }
  }

  private StepOutcome onSeries(CaseRecord record, StepsOnSeries work) throws IOException {
    Optional<CaseSteps> own = steps.apply(record.protocol());
    if (own.isEmpty()) {
      return noProtocol(record);
    }
    CaseContext context = contexts.of(record);
    if (context.findSeries().isEmpty()) {
      LOG.info("its slices changed; the series is judged again");
      return new StepOutcome.Waiting();
    }
    context.setPredecessors(() -> Predecessor.of(record, cases, contexts));
    if (record.state().isBeforeDelivery()) {
      cases.protocolInForce(record.caseId(), own.get().protocolSha256());
    }
    // Counted before it is begun: a case that takes the process with it must not do so for ever.
    if (record.state().isBeforeDelivery()
        && cases.countAttempt(record.caseId(), Settlement.BEGUN) > Settlement.MOST_ATTEMPTS) {
      return new StepOutcome.Failed("the process ended on it", false);
    }
    return work.run(own.get(), context);
  }

  static StepOutcome noProtocol(CaseRecord record) {
    return new StepOutcome.Refused(
        "the rules have no protocol " + record.protocol() + " any more; send the series again");
  }
}
