package org.contourflow.workflow;

import java.io.IOException;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.derive.SourceMasks;

/** Takes the stored masks and makes of them what the protocol wants: order, names, derived ones. */
final class DeriveStep implements CaseStep {
  private final StructurePlan plan;

  DeriveStep(StructurePlan plan) {
    this.plan = plan;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    StoredSegmentation stored = StoredSegmentation.read(context.folder());
    context.setPlanned(
        PlannedStructures.of(
            plan,
            stored.load(context.folder(), context.series().grid()),
            new SourceMasks(context.series().grid())));
    return new StepOutcome.Done();
  }
}
