package org.contourflow.cases;

import java.util.List;
import java.util.Optional;

/**
 * What a person asks of the service, as rows: whoever may write the store may ask, a request made
 * while no daemon runs waits for the next one, and each is answered.
 */
public interface RequestStore {
  /** What is asked for. */
  enum Kind {
    /** Take a held or unmatched series as it is; the argument may name a protocol. */
    RELEASE,
    /** End a case's contouring. */
    STOP,
    /** Take up a case that failed or was refused. */
    RETRY,
    /** Send again what was given up at a target (the subject) since a time (the argument). */
    RETRY_TARGET,
    /** Send what a case (the subject) has to one of its targets (the argument) once more. */
    RESEND
  }

  /** How far a request is. */
  enum RequestState {
    WAITING,
    DONE,
    /** Nothing was done, for the reason in the answer. */
    REFUSED
  }

  /**
   * A request as stored.
   *
   * @param subject the case, the series or the target
   * @param argument more of it; may be empty
   * @param askedBy who asked: an account, or a user of the console
   * @param answer for a person; empty as long as it waits
   */
  record Request(
      long id,
      Kind kind,
      String subject,
      String argument,
      String askedBy,
      RequestState state,
      String answer) {}

  /** Asks; the id is for {@link #find}. */
  long ask(Kind kind, String subject, String argument, String askedBy);

  /** The request, if there is one. */
  Optional<Request> find(long id);

  /** Requests that wait for an answer, oldest first. */
  List<Request> waiting();

  /** Answers a request that waits. */
  void answer(long id, RequestState state, String answer);
}
