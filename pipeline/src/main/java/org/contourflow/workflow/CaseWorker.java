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
import org.contourflow.series.CtSeries;
import org.contourflow.workflow.CaseSteps.StepOutcome;
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
        (steps, record, series) ->
            steps.contour(caseId, series, folder(caseId), listeners.apply(caseId)));
  }

  /** Writes the structure set and the report, if that is the case's next step. */
  public boolean structureSet(String caseId) {
    return step(
        caseId,
        CaseState.CONTOURED,
        CaseState.STRUCTURED,
        (steps, record, series) ->
            steps.structureSet(caseId, series, folder(caseId), record.createdAt()));
  }

  /** Hands over to every target that is due, if that is the case's next step. */
  public boolean deliver(String caseId) {
    if (!begin(caseId, CaseState.STRUCTURED)) {
      return false;
    }
    try {
      CaseRecord record = cases.find(caseId).orElseThrow();
      Optional<Protocol> protocol = rules.protocol(record.protocol());
      if (protocol.isEmpty()) {
        return settle(caseId, CaseState.STRUCTURED, CaseState.DELIVERED, noProtocol(record));
      }
      StepOutcome checked = beforeSending(record, protocol.get());
      if (!(checked instanceof StepOutcome.Done)) {
        return settle(caseId, CaseState.STRUCTURED, CaseState.DELIVERED, checked);
      }
      Deliveries.Progress progress = deliveries.deliver(caseId, folder(caseId), protocol.get());
      return switch (progress) {
        case ALL_DONE -> cases.move(caseId, CaseState.STRUCTURED, CaseState.DELIVERED, "");
        case GIVEN_UP -> giveUpDelivery(caseId);
        case WAITING -> false;
      };
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the case could not be handed over", e);
      return settle(caseId, CaseState.STRUCTURED, CaseState.DELIVERED, StepFailures.of(e));
    } finally {
      end(caseId);
    }
  }

  /** Where a target is due: what leaves is what was checked. */
  private StepOutcome beforeSending(CaseRecord record, Protocol protocol) throws IOException {
    CaseSteps own = steps.get(record.protocol());
    if (own == null || !deliveries.isDue(record.caseId(), protocol)) {
      return new StepOutcome.Done();
    }
    return own.beforeSending(
        record.caseId(),
        () -> watch.load(record.seriesInstanceUid(), record.contentHash()),
        folder(record.caseId()));
  }

  private boolean giveUpDelivery(String caseId) {
    String reason = "the RTSTRUCT was not delivered everywhere; the run log names the target";
    boolean moved =
        cases.move(caseId, CaseState.STRUCTURED, CaseState.FAILED, "not delivered everywhere");
    if (moved) {
      hold(
          caseId,
          "NOT_DELIVERED",
          reason,
          "See that the target can be reached (contourflow echo), then: contourflow retry CASE.");
    }
    return moved;
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

  @FunctionalInterface
  private interface Step {
    StepOutcome run(CaseSteps steps, CaseRecord record, CtSeries series) throws IOException;
  }

  private boolean step(String caseId, CaseState from, CaseState to, Step step) {
    if (!begin(caseId, from)) {
      return false;
    }
    try {
      CaseRecord record = cases.find(caseId).orElseThrow();
      Optional<CaseSteps> own = Optional.ofNullable(steps.get(record.protocol()));
      if (own.isEmpty()) {
        return settle(caseId, from, to, noProtocol(record));
      }
      Optional<CtSeries> series = watch.load(record.seriesInstanceUid(), record.contentHash());
      if (series.isEmpty()) {
        LOG.info("its slices changed; the series is judged again");
        return false;
      }
      // Counted before it is begun: a case that takes the process with it must not do so for ever.
      if (cases.countAttempt(caseId, BEGUN) > MOST_ATTEMPTS) {
        return settle(caseId, from, to, new StepOutcome.Failed("the process ended on it", false));
      }
      return settle(caseId, from, to, step.run(own.get(), record, series.get()));
    } catch (MissingSlicesException e) {
      return settle(caseId, from, to, new StepOutcome.Failed(e.getMessage(), true));
    } catch (IOException | RuntimeException | Error e) {
      // Also an Error (no memory, a library that does not load) stops this case only.
      LOG.error("a step of the case failed", e);
      return settle(caseId, from, to, StepFailures.of(e));
    } finally {
      end(caseId);
    }
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

  private boolean settle(String caseId, CaseState from, CaseState to, StepOutcome outcome) {
    if (outcome instanceof StepOutcome.Done) {
      return cases.move(caseId, from, to, "");
    }
    if (outcome instanceof StepOutcome.Refused refused) {
      runLog.append(caseId, EventType.CONTOURING_REFUSED, refused.code() + ": " + refused.reason());
      if (cases.move(caseId, from, CaseState.REFUSED, refused.reason())) {
        hold(caseId, refused.code(), refused.reason(), refused.whatToDo());
      }
      return false;
    }
    StepOutcome.Failed failed = (StepOutcome.Failed) outcome;
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

  /** What waits for a person is listed by {@code contourflow held}, as before its acceptance. */
  private void hold(String caseId, String code, String reason, String whatToDo) {
    quarantine.hold(caseId, new Quarantine.Reason(code, reason, whatToDo.replace("CASE", caseId)));
  }
}
