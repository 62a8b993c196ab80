package org.contourflow.workflow;

import java.io.IOException;
import org.contourflow.protocols.Protocol;

/** Hands the RTSTRUCT to every target of the protocol that is due, once what leaves is checked. */
final class DeliverStep implements CaseStep {
  private final Deliveries deliveries;
  private final Protocol protocol;
  private final CheckStep check = new CheckStep();

  DeliverStep(Deliveries deliveries, Protocol protocol) {
    this.deliveries = deliveries;
    this.protocol = protocol;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    if (deliveries.isDue(context.caseId(), protocol)) {
      StepOutcome checked = check.beforeSending(context);
      if (!checked.isDone()) {
        return checked;
      }
    }
    return switch (deliveries.deliver(context.caseId(), context.folder(), protocol)) {
      case ALL_DONE -> new StepOutcome.Done();
      case WAITING -> new StepOutcome.Waiting();
      case GIVEN_UP ->
          new StepOutcome.Failed(
              "NOT_DELIVERED",
              "the RTSTRUCT was not delivered everywhere; the run log names the target",
              "See that the target can be reached (contourflow echo), then: contourflow retry"
                  + " CASE.",
              false);
    };
  }
}
