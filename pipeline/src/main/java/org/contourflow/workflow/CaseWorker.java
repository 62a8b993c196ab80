package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.assembly.ChangedSlicesException;
import org.contourflow.assembly.MissingSlicesException;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.RunLogLines;
import org.contourflow.cases.CaseQueue;
import org.contourflow.cases.CaseQueue.Claim;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.model.SegmentationOutcome.FailureCode;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.ProtocolDetails.Priority;
import org.contourflow.protocols.rules.RuleSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes cases of the store from state to state. A case is taken by a change of its row, so that of
 * many workers, in one process or on several machines, one has it. A step that fails is tried
 * again, after a longer wait each time, and stops this case only; a case whose slices changed in
 * the meantime is left to the one that supersedes it.
 */
public final class CaseWorker {
  private static final Logger LOG = LoggerFactory.getLogger(CaseWorker.class);
  static final int MOST_ATTEMPTS = 4;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(20);
  private static final Duration SLICES_CHANGED_WAIT = Duration.ofSeconds(5);

  /** Detail of a case while a step is under way; found at a start, the process ended on it. */
  private static final String BEGUN = "under way";

  /** Code of a contouring that was stopped; one that may resume, by the end of the process. */
  private static final String CANCELLED = FailureCode.CANCELLED.name();

  private static final StepOutcome.Failed STOPPED =
      new StepOutcome.Failed("CANCELLED: stopped on request", false);

  private final CaseContexts contexts;
  private final CaseStore cases;
  private final CaseQueue queue;
  private final Supplier<RuleSet> rules;
  private final Function<String, Optional<CaseSteps>> steps;
  private final Map<String, Integer> mostAtOnce;
  private final HandOver handOver;
  private final RunLog runLog;
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
    this.runLog = contexts.runLog();
  }

  /** The folder of a case. */
  public CaseFolder folder(String caseId) {
    return contexts.folder(caseId);
  }

  /** The hand-overs to each target. */
  public HandOver handOver() {
    return handOver;
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
    return queue.toStop().contains(context.caseId()) ? STOPPED : steps.contour(context);
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
        queue.setBack(claim, FIRST_WAIT);
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
        STOPPED.accept(new Settlement(claim.get(), () -> false));
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

  @FunctionalInterface
  private interface StepsOnSeries {
    StepOutcome run(CaseSteps steps, CaseContext context) throws IOException;
  }

  @FunctionalInterface
  private interface Move {
    boolean make();
  }

  private boolean step(Claim claim, StepsOnSeries work, Move move) {
    MDC.put(RunLogLines.MDC_CASE, claim.caseId());
    try {
      return done(claim, work).accept(new Settlement(claim, move));
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
    context.setPredecessors(Predecessor.of(record, cases, contexts));
    if (record.state().isBeforeDelivery()) {
      cases.protocolInForce(record.caseId(), own.get().protocolSha256());
    }
    // Counted before it is begun: a case that takes the process with it must not do so for ever.
    if (record.state().isBeforeDelivery()
        && cases.countAttempt(record.caseId(), BEGUN) > MOST_ATTEMPTS) {
      return new StepOutcome.Failed("the process ended on it", false);
    }
    return work.run(own.get(), context);
  }

  static StepOutcome noProtocol(CaseRecord record) {
    return new StepOutcome.Refused(
        "the rules have no protocol " + record.protocol() + " any more; send the series again");
  }

  /** How often the present step has failed, this time included; a step begun is counted already. */
  private int failedAttempts(String caseId, String reason) {
    boolean counted = cases.find(caseId).map(CaseRecord::detail).filter(BEGUN::equals).isPresent();
    return counted ? cases.noteAttempt(caseId, reason) : cases.countAttempt(caseId, reason);
  }

  /** What an outcome does to the case; says whether the case moved on. */
  private final class Settlement implements StepOutcome.Visitor<Boolean> {
    private final Claim claim;
    private final String caseId;
    private final Move move;

    Settlement(Claim claim, Move move) {
      this.claim = claim;
      this.caseId = claim.caseId();
      this.move = move;
    }

    @Override
    public Boolean done() {
      return move.make();
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
      int attempts = failedAttempts(caseId, failed.reason());
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
