package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
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
    Optional<String> lacking = stored.lacking(plan.made());
    if (lacking.isPresent()) {
      return new StepOutcome.Refused(
          "PROTOCOL_CHANGED",
          "the protocol was changed since the case was contoured and now wants " + lacking.get(),
          "Contour it again: contourflow retry CASE.");
    }
    SourceMasks sources = new SourceMasks(context.series().grid());
    if (plan.needsClinical() && Files.exists(context.folder().clinical())) {
      ClinicalSet theirs = ClinicalSet.read(context.folder().clinical());
      context.setClinical(theirs);
      theirs.addTo(sources, context.series());
    }
    context.setPlanned(
        PlannedStructures.of(
            plan, stored.load(context.folder(), context.series().grid()), sources));
    List<String> names =
        context.planned().delivered().stream().map(s -> s.definition().name()).toList();
    Optional<Appending> appending = Appending.of(context, plan.outputs().append());
    if (appending.isPresent() && appending.get().refusal(names).isEmpty()) {
      context.setWrittenNames(appending.get().names(names));
    }
    return new StepOutcome.Done();
  }
}
