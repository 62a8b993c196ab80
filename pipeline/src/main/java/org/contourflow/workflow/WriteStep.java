package org.contourflow.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.contourflow.audit.EventType;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.TargetPlan;
import org.contourflow.rtstruct.write.StructureSetOutcome;

/**
 * Writes the case's RTSTRUCT, and one of its own for each target whose names or profile differ. If
 * one of them cannot be written the case is refused: the plain set in its place would come under
 * names that the target did not ask for.
 */
final class WriteStep implements CaseStep {
  private final StructureSets structureSets;
  private final StructurePlan plan;

  WriteStep(StructureSets structureSets, StructurePlan plan) {
    this.structureSets = structureSets;
    this.plan = plan;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    // One left of an earlier plan would go out in the place of what is written now.
    context.folder().removeTargetSets();
    StepOutcome own = structureSets.build(context, TargetPlan.PLAIN).accept(new WriteOwn(context));
    if (!own.isDone()) {
      return own;
    }
    for (Map.Entry<String, TargetPlan> target : plan.outputs().targets().entrySet()) {
      StepOutcome written =
          structureSets
              .build(context, target.getValue())
              .accept(new WriteForTarget(context.folder(), target.getKey()));
      if (!written.isDone()) {
        return written;
      }
    }
    return new StepOutcome.Done();
  }

  /** The set that every target gets that has none of its own. */
  private final class WriteOwn implements StructureSetOutcome.Visitor<StepOutcome, IOException> {
    private final CaseContext context;

    WriteOwn(CaseContext context) {
      this.context = context;
    }

    @Override
    public StepOutcome completed(StructureSetOutcome.Completed set) throws IOException {
      set.writeTo(context.folder().rtstruct());
      context.log(
          EventType.STRUCTURE_SET_WRITTEN,
          "UNAPPROVED, SOP Instance UID "
              + set.sopInstanceUid()
              + plan.sha256().map(hash -> ", protocol sha256:" + hash).orElse(""));
      for (Predecessor old : context.predecessors()) {
        context.log(EventType.SET_OUTDATED, old.text());
      }
      set.notes().forEach(note -> context.log(EventType.QA_FINDING, note));
      context.planned().lossLines().forEach(line -> context.log(EventType.QA_FINDING, line));
      context
          .planned()
          .absentLines()
          .forEach(line -> context.log(EventType.STRUCTURE_ABSENT, line));
      return new StepOutcome.Done();
    }

    @Override
    public StepOutcome refused(StructureSetOutcome.Refused refused) {
      return new StepOutcome.Refused(refused.describe());
    }
  }

  private record WriteForTarget(CaseFolder folder, String target)
      implements StructureSetOutcome.Visitor<StepOutcome, IOException> {
    @Override
    public StepOutcome completed(StructureSetOutcome.Completed set) throws IOException {
      Path file = folder.rtstruct(target);
      set.writeTo(file);
      return new StepOutcome.Done();
    }

    @Override
    public StepOutcome refused(StructureSetOutcome.Refused refused) {
      return new StepOutcome.Refused("target " + target + ": " + refused.describe());
    }
  }
}
