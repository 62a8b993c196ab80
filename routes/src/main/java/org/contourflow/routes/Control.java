package org.contourflow.routes;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.contourflow.assembly.SeriesWatch;
import org.contourflow.audit.Actor;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseStore;
import org.contourflow.cases.RequestStore;
import org.contourflow.cases.RequestStore.Request;
import org.contourflow.cases.RequestStore.RequestState;
import org.contourflow.workflow.CaseWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what people ask of a running daemon, in rows of the store, and answers each: done, or not
 * and why. One that fails holds up no other.
 */
public final class Control {
  private static final Logger LOG = LoggerFactory.getLogger(Control.class);

  private final RequestStore requests;
  private final CaseStore cases;
  private final SeriesWatch watch;
  private final CaseWorker worker;
  private final CaseListeners listeners;

  public Control(
      RequestStore requests,
      CaseStore cases,
      SeriesWatch watch,
      CaseWorker worker,
      CaseListeners listeners) {
    this.requests = requests;
    this.cases = cases;
    this.watch = watch;
    this.worker = worker;
    this.listeners = listeners;
  }

  private record Answer(RequestState state, String text) {
    static Answer done(String text) {
      return new Answer(RequestState.DONE, text);
    }

    static Answer refused(String text) {
      return new Answer(RequestState.REFUSED, text);
    }
  }

  /** Does what is asked; returns how many requests there were. */
  int poll() {
    List<Request> waiting = requests.waiting();
    waiting.forEach(this::take);
    return waiting.size();
  }

  private void take(Request request) {
    Answer answer;
    try {
      answer = Actor.user(request.askedBy()).during(() -> answered(request));
    } catch (Exception | Error e) {
      LOG.error("a request could not be done", Nameless.of(e));
      answer =
          Answer.refused(
              "it could not be done (" + e.getClass().getSimpleName() + "); the log says more");
    }
    requests.answer(request.id(), answer.state(), answer.text());
  }

  private Answer answered(Request request) throws IOException {
    return switch (request.kind()) {
      case RELEASE -> release(request.subject(), request.argument());
      case STOP -> stop(request.subject());
      case RETRY -> retry(request.subject());
      case RETRY_TARGET -> retryTarget(request.subject(), request.argument());
      case RESEND -> resend(request.subject(), request.argument());
    };
  }

  /** A held series, or a case that its findings hold. */
  private Answer release(String series, String protocol) throws IOException {
    if (cases.find(series).isPresent()) {
      return worker.requests().release(series)
          ? Answer.done(series + " is delivered")
          : Answer.refused(because(series, "only a case that its findings hold is released"));
    }
    List<String> created =
        watch.release(series, Optional.of(protocol).filter(name -> !name.isEmpty()));
    return created.isEmpty()
        ? Answer.refused(
            "nothing was done: the series is not held, a slice of it is not recorded yet (see the"
                + " log), "
                + (protocol.isEmpty()
                    ? "or no rule matches it"
                    : "or there is no protocol " + protocol))
        : Answer.done("it is contoured as " + String.join(", ", created));
  }

  private Answer stop(String caseId) {
    return switch (worker.requests().stop(caseId)) {
      case STOPPED -> {
        listeners.stop(caseId);
        yield Answer.done(caseId + " is stopped; it had not been begun");
      }
      case STOPS -> {
        listeners.stop(caseId);
        yield Answer.done(caseId + " is being contoured and stops at its next tile");
      }
      case NOTHING -> Answer.refused(because(caseId, "there is no contouring to stop"));
    };
  }

  private Answer retry(String caseId) {
    // Before the case is free to be taken: a stop of earlier must not end it again.
    listeners.allowAgain(caseId);
    return worker.requests().retry(caseId)
        ? Answer.done(caseId + " is taken up again")
        : Answer.refused(
            because(caseId, "only a case that failed or was refused is taken up again"));
  }

  private Answer resend(String caseId, String target) {
    return worker.requests().resend(caseId, target)
        ? Answer.done(caseId + " is sent to " + target + " once more")
        : Answer.refused(
            because(
                caseId,
                "only a case that was handed over, or failed at that, is sent again, and only to a"
                    + " target that it goes to; not while it is being sent there"));
  }

  private String because(String caseId, String rule) {
    Optional<CaseRecord> record = cases.find(caseId);
    return record
        .map(r -> caseId + " is " + r.state() + "; " + rule)
        .orElse("there is no case " + caseId);
  }

  private Answer retryTarget(String target, String since) {
    if (!worker.handOver().targets().contains(target)) {
      return Answer.refused(
          "there is no target "
              + target
              + "; there are "
              + String.join(", ", worker.handOver().targets()));
    }
    int again =
        worker
            .requests()
            .retryTarget(target, since.isEmpty() ? Instant.EPOCH : Instant.parse(since));
    int hurried = worker.handOver().hurry(target);
    return Answer.done(
        again
            + " given up "
            + (again == 1 ? "hand-over" : "hand-overs")
            + " to "
            + target
            + " taken up again, "
            + hurried
            + " that waited tried now");
  }
}
