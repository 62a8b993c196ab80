package org.contourflow.workflow;

import java.io.IOException;

/**
 * One step of a case. Doing it again leaves the same files, which appear complete under their names
 * or not at all.
 */
@FunctionalInterface
interface CaseStep {
  /**
   * Does the step.
   *
   * @throws IOException if a file of the case or of its CT cannot be read or written
   */
  StepOutcome run(CaseContext context) throws IOException;

  /** Does steps one after the other, until one does not end with {@link StepOutcome.Done}. */
  static CaseStep inOrder(CaseStep... steps) {
    return context -> {
      for (CaseStep step : steps) {
        StepOutcome outcome = step.run(context);
        if (!outcome.isDone()) {
          return outcome;
        }
      }
      return new StepOutcome.Done();
    };
  }
}
