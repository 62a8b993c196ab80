package org.contourflow.workflow;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.contourflow.assembly.MissingSlicesException;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.audit.RunLogLines;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.CaseStore;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.model.SegmentationListener;
import org.contourflow.protocols.Protocol;
import org.contourflow.protocols.rules.RuleSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes cases of the store from state to state. A step that fails is tried again, after a longer
 * wait each time, and stops this case only; a case whose slices changed in the meantime is left to
 * the one that supersedes it.
 */
public final class CaseWorker {
  private static final Logger LOG = LoggerFactory.getLogger(CaseWorker.class);
  private static final int MOST_ATTEMPTS = 4;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(20);

  /** Detail of a case while a step is under way; found at a start, the process ended on it. */
  private static final String BEGUN = "under way";

  private final Home home;
  private final CaseStore cases;
  private final SeriesWatch watch;
  private final RuleSet rules;
  private final Map<String, CaseSteps> steps;
  private final Deliveries deliveries;
  private final RunLog runLog;
  private final Quarantine quarantine;
  private final Clock clock;
  private final Function<String, SegmentationListener> listeners;
  private final Set<String> inWork = ConcurrentHashMap.newKeySet();

  /**
   * A worker.
   *
   * @param steps of each protocol there is
   * @param listeners gives the listener to a case's contouring
   */
  public CaseWorker(
      Home home,
      CaseStore cases,
      SeriesWatch watch,
      RuleSet rules,
      Map<String, CaseSteps> steps,
      Deliveries deliveries,
      RunLog runLog,
      Clock clock,
      Function<String, SegmentationListener> listeners) {
    this.home = home;
    this.cases = cases;
    this.watch = watch;
    this.rules = rules;
    this.steps = Map.copyOf(steps);
    this.deliveries = deliveries;
    this.runLog = runLog;
    this.quarantine = new Quarantine(home.quarantine(), runLog, clock);
    this.clock = clock;
    this.listeners = listeners;
  }

  /** The folder of a case. */
  public CaseFolder folder(String caseId) {
    return new CaseFolder(home.cases().resolve(caseId));
  }

  /** Cases with a step to be done, whose time to try again has come. */
  public List<CaseRecord> due() {
    return cases.unfinished().stream()
        .filter(c -> !inWork.contains(c.caseId()))
        .filter(this::isDue)
        .toList();
  }

  private boolean isDue(CaseRecord record) {
    if (record.attempts() == 0 || record.detail().equals(BEGUN)) {
      return true;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(10, 2 * (record.attempts() - 1)));
    return !record.updatedAt().plus(wait).isAfter(clock.instant());
  }

  /** Contours, if that is the case's next step. Returns whether the case moved on. */
  public boolean contour(String caseId) {
    return step(
        caseId,
        CaseState.ACCEPTED,
        CaseState.CONTOURED,
        record -> onSeries(record, CaseSteps::contour));
  }

  /** Writes the structure set and the report, if that is the case's next step. */
  public boolean structureSet(String caseId) {
    return step(
        caseId,
        CaseState.CONTOURED,
        CaseState.STRUCTURED,
        record -> onSeries(record, CaseSteps::structureSet));
  }

  /** Hands over to every target that is due, if that is the case's next step. */
  public boolean deliver(String caseId) {
    return step(caseId, CaseState.STRUCTURED, CaseState.DELIVERED, this::handOver);
  }

  private StepOutcome handOver(CaseRecord record) throws IOException {
    Optional<Protocol> protocol = rules.protocol(record.protocol());
    return protocol.isEmpty()
        ? noProtocol(record)
        : new DeliverStep(deliveries, protocol.get()).run(context(record));
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
    CaseState to = deliveries.again(caseId) ? CaseState.STRUCTURED : CaseState.ACCEPTED;
    boolean moved = cases.move(caseId, from.get(), to, "");
    if (moved) {
      quarantine.resolve(caseId, "a person asked for it to be tried again");
      runLog.append(caseId, EventType.CASE_RETRIED, "a person asked for it; it was " + from.get());
    }
    return moved;
  }

  private CaseContext context(CaseRecord record) {
    return new CaseContext(
        record.caseId(),
        record.createdAt(),
        folder(record.caseId()),
        () -> watch.load(record.seriesInstanceUid(), record.contentHash()),
        runLog,
        listeners.apply(record.caseId()));
  }

  @FunctionalInterface
  private interface Work {
    StepOutcome run(CaseRecord record) throws IOException;
  }

  private boolean step(String caseId, CaseState from, CaseState to, Work work) {
    if (!begin(caseId, from)) {
      return false;
    }
    StepOutcome outcome;
    try {
      outcome = work.run(cases.find(caseId).orElseThrow());
    } catch (MissingSlicesException e) {
      outcome = new StepOutcome.Failed(e.getMessage(), true);
    } catch (IOException | RuntimeException | Error e) {
      // Also an Error (no memory, a library that does not load) stops this case only.
      LOG.error("a step of the case failed", e);
      outcome = StepFailures.of(e);
    }
    try {
      return outcome.accept(new Settlement(caseId, from, to));
    } finally {
      end(caseId);
    }
  }

  @FunctionalInterface
  private interface StepsOnSeries {
    StepOutcome run(CaseSteps steps, CaseContext context) throws IOException;
  }

  private StepOutcome onSeries(CaseRecord record, StepsOnSeries work) throws IOException {
    CaseSteps own = steps.get(record.protocol());
    if (own == null) {
      return noProtocol(record);
    }
    CaseContext context = context(record);
    if (context.findSeries().isEmpty()) {
      LOG.info("its slices changed; the series is judged again");
      return new StepOutcome.Waiting();
    }
    // Counted before it is begun: a case that takes the process with it must not do so for ever.
    if (cases.countAttempt(record.caseId(), BEGUN) > MOST_ATTEMPTS) {
      return new StepOutcome.Failed("the process ended on it", false);
    }
    return work.run(own, context);
  }

  private static StepOutcome noProtocol(CaseRecord record) {
    return new StepOutcome.Refused(
        "the rules have no protocol " + record.protocol() + " any more; send the series again");
  }

  private boolean begin(String caseId, CaseState from) {
    if (!inWork.add(caseId)) {
      return false;
    }
    if (cases.find(caseId).map(CaseRecord::state).filter(s -> s == from).isEmpty()) {
      inWork.remove(caseId);
      return false;
    }
    MDC.put(RunLogLines.MDC_CASE, caseId);
    return true;
  }

  private void end(String caseId) {
    MDC.remove(RunLogLines.MDC_CASE);
    inWork.remove(caseId);
  }

  /** How often the present step has failed, this time included; a step begun is counted already. */
  private int failedAttempts(String caseId, String reason) {
    boolean counted = cases.find(caseId).map(CaseRecord::detail).filter(BEGUN::equals).isPresent();
    return counted ? cases.noteAttempt(caseId, reason) : cases.countAttempt(caseId, reason);
  }

  /** What an outcome does to the case; says whether the case moved on. */
  private final class Settlement implements StepOutcome.Visitor<Boolean> {
    private final String caseId;
    private final CaseState from;
    private final CaseState to;

    Settlement(String caseId, CaseState from, CaseState to) {
      this.caseId = caseId;
      this.from = from;
      this.to = to;
    }

    @Override
    public Boolean done() {
      return cases.move(caseId, from, to, "");
    }

    @Override
    public Boolean waiting() {
      return false;
    }

    @Override
    public Boolean refused(StepOutcome.Refused refused) {
      runLog.append(caseId, EventType.CONTOURING_REFUSED, refused.code() + ": " + refused.reason());
      if (cases.move(caseId, from, CaseState.REFUSED, refused.reason())) {
        hold(caseId, refused.code(), refused.reason(), refused.whatToDo());
      }
      return false;
    }

    @Override
    public Boolean failed(StepOutcome.Failed failed) {
      int attempts = failedAttempts(caseId, failed.reason());
      boolean last = !failed.retryable() || attempts >= MOST_ATTEMPTS;
      runLog.append(
          caseId,
          EventType.STEP_FAILED,
          "after "
              + from
              + ": "
              + failed.reason()
              + (last ? "; given up, a person must look" : "; tried again later"));
      if (last && cases.move(caseId, from, CaseState.FAILED, failed.reason())) {
        hold(caseId, failed.code(), failed.reason(), failed.whatToDo());
      }
      return false;
    }
  }

  /** What waits for a person is listed by {@code contourflow held}, as before its acceptance. */
  private void hold(String caseId, String code, String reason, String whatToDo) {
    quarantine.hold(caseId, new Quarantine.Reason(code, reason, whatToDo.replace("CASE", caseId)));
  }
}
