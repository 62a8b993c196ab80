package org.contourflow.workflow;

import java.io.IOException;
import org.contourflow.config.Settings;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.StructurePlan;

/**
 * The steps of one protocol in their order, without a store: what the daemon and {@code contourflow
 * contour} have in common. Each may be done again and leaves the same files.
 */
public final class CaseSteps {
  private final CaseStep contour;
  private final CaseStep structureSet;

  /** With all that the segmenter makes, as it makes it. */
  public CaseSteps(Segmenter segmenter, Settings.StructureSet settings) {
    this(
        segmenter,
        StructurePlan.all(segmenter.structures().stream().map(StructureDefinition::name).toList()),
        settings);
  }

  /** With the structures of a protocol. */
  public CaseSteps(Segmenter segmenter, StructurePlan plan, Settings.StructureSet settings) {
    LastVolume lastVolume = new LastVolume();
    this.contour = new ContourStep(segmenter, lastVolume);
    this.structureSet =
        CaseStep.inOrder(
            new DeriveStep(plan),
            new WriteStep(new StructureSets(settings, plan), plan),
            new SegmentStep(new Segmentations(settings), plan),
            new CheckStep(),
            new AssessStep(),
            new ReportStep(plan, lastVolume));
  }

  /**
   * Contours the case's series and stores the masks.
   *
   * @throws IOException if the CT cannot be read or the masks cannot be written
   */
  public StepOutcome contour(CaseContext context) throws IOException {
    return contour.run(context);
  }

  /**
   * Writes the RTSTRUCT of a contoured series, checks it as it is, judges it, and makes the picture
   * and the report.
   *
   * @throws IOException if a file cannot be read or written
   */
  public StepOutcome structureSet(CaseContext context) throws IOException {
    return structureSet.run(context);
  }

  /**
   * All but the hand-over, where no store keeps the state in between.
   *
   * @throws IOException if a file cannot be read or written
   */
  public StepOutcome contourAndWrite(CaseContext context) throws IOException {
    return CaseStep.inOrder(contour, structureSet).run(context);
  }
}
