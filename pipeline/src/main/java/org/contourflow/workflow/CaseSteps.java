package org.contourflow.workflow;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Optional;
import org.contourflow.config.Settings;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.workflow.AssessStep.Tells;

/**
 * The steps of one protocol in their order, without a store: what the daemon and {@code contourflow
 * contour} have in common. Each may be done again and leaves the same files.
 */
public final class CaseSteps {
  private final CaseStep contour;
  private final CaseStep structureSet;
  private final CaseStep judgedAgain;
  private final CaseStep report;
  private final String protocolSha256;
  private SoftReference<CaseContext> last = new SoftReference<>(null);

  /** With all that the segmenter makes, as it makes it. */
  public CaseSteps(Segmenter segmenter, Settings.StructureSet settings) {
    this(
        segmenter,
        StructurePlan.all(segmenter.structures().stream().map(StructureDefinition::name).toList()),
        settings);
  }

  /** With the structures of a protocol. */
  public CaseSteps(Segmenter segmenter, StructurePlan plan, Settings.StructureSet settings) {
    this(segmenter, plan, settings, ClinicalSets.NONE);
  }

  /** With the structures of a protocol, and those that clinicians drew. */
  public CaseSteps(
      Segmenter segmenter,
      StructurePlan plan,
      Settings.StructureSet settings,
      ClinicalSets clinicalSets) {
    this(segmenter, plan, settings, clinicalSets, Circumstances.UNKNOWN);
  }

  /** With what their reports say of where they were made. */
  public CaseSteps(
      Segmenter segmenter,
      StructurePlan plan,
      Settings.StructureSet settings,
      ClinicalSets clinicalSets,
      Circumstances circumstances) {
    this.protocolSha256 = plan.sha256().orElse("");
    LastVolume lastVolume = new LastVolume();
    this.contour = new ContourStep(segmenter, lastVolume);
    ReviewStep review = new ReviewStep(plan.outputs().qa(), lastVolume);
    this.structureSet =
        CaseStep.inOrder(
            new ClinicalStep(plan, clinicalSets),
            new DeriveStep(plan),
            review,
            new WriteStep(new StructureSets(settings, plan), plan),
            new SegmentStep(new Segmentations(settings), plan),
            new CheckStep(),
            new AssessStep(review, Tells.FINDINGS));
    this.judgedAgain =
        CaseStep.inOrder(new DeriveStep(plan), new AssessStep(review, Tells.NOTHING));
    this.report = new ReportStep(plan, lastVolume, circumstances);
  }

  /** SHA-256 of the protocol's text, lower-case hex; empty: nobody wrote any. */
  String protocolSha256() {
    return protocolSha256;
  }

  /**
   * Contours the case's series and stores the masks.
   *
   * @throws IOException if the CT cannot be read or the masks cannot be written
   */
  public StepOutcome contour(CaseContext context) throws IOException {
    context.folder().withdrawRelease();
    context.folder().forgetClinical();
    return contour.run(context);
  }

  /**
   * Writes the RTSTRUCT of a contoured series, checks it as it is, and judges it. What stops the
   * case stops it with its report, which shows a person where to look; else the report may wait.
   *
   * @throws IOException if a file cannot be read or written
   */
  public StepOutcome structureSet(CaseContext context) throws IOException {
    StepOutcome written = structureSet.run(context);
    if (!written.isDone()) {
      return written;
    }
    StepOutcome judged = context.assessment().outcome();
    context.folder().setHeld(context.assessment().isHeld());
    if (!judged.isDone()) {
      report.run(context);
      return judged;
    }
    keep(context);
    return judged;
  }

  /**
   * Makes the picture and the report of a case whose structure set is written.
   *
   * @throws IOException if a file cannot be read or written
   */
  public StepOutcome report(CaseContext context) throws IOException {
    Optional<CaseContext> kept = taken(context.caseId());
    if (kept.isPresent()) {
      return report.run(kept.get());
    }
    return CaseStep.inOrder(judgedAgain, report).run(context);
  }

  /** What the last structure set was made from, so that its report need not make it again. */
  private synchronized void keep(CaseContext context) {
    last = new SoftReference<>(context);
  }

  private synchronized Optional<CaseContext> taken(String caseId) {
    Optional<CaseContext> kept =
        Optional.ofNullable(last.get()).filter(context -> context.caseId().equals(caseId));
    last = new SoftReference<>(null);
    return kept;
  }

  /**
   * All but the hand-over, where no store keeps the state in between.
   *
   * @throws IOException if a file cannot be read or written
   */
  public StepOutcome contourAndWrite(CaseContext context) throws IOException {
    return CaseStep.inOrder(this::contour, this::structureSet, this::report).run(context);
  }
}
