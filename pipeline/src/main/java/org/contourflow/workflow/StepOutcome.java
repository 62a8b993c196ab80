package org.contourflow.workflow;

/** How a step of a case ended. */
public sealed interface StepOutcome {
  /** Its files are there. */
  record Done() implements StepOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.done();
    }
  }

  /** Not yet done, and nothing is to be reported: the step itself knows when it is due again. */
  record Waiting() implements StepOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.waiting();
    }
  }

  /** It must not be done; trying again does not change that. */
  record Refused(String code, String reason, String whatToDo) implements StepOutcome {
    public Refused(String reason) {
      this(
          "REFUSED",
          reason,
          "Mend what the reason says, then: contourflow retry CASE; or send the series again.");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.refused(this);
    }
  }

  /** It should have worked. */
  record Failed(String code, String reason, String whatToDo, boolean retryable)
      implements StepOutcome {
    public Failed(String reason, boolean retryable) {
      this(
          "FAILED",
          reason,
          "The log says more. Mend the cause, then: contourflow retry CASE.",
          retryable);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.failed(this);
    }
  }

  /** What is made of each way a step can end; a new way does not compile until all have it. */
  interface Visitor<R> {
    R done();

    R waiting();

    R refused(Refused refused);

    R failed(Failed failed);
  }

  /** Hands this outcome to the visitor's method for it. */
  <R> R accept(Visitor<R> visitor);

  /** Whether the next step may begin. */
  default boolean isDone() {
    return this instanceof Done;
  }
}
