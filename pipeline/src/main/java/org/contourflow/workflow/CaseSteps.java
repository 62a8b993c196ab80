package org.contourflow.workflow;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.config.Settings;
import org.contourflow.contour.Ring;
import org.contourflow.model.HounsfieldCheck;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.SegmentationOutcome;
import org.contourflow.model.SegmentationOutcome.Completed;
import org.contourflow.model.SegmentationOutcome.RefusalCode;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.Segmenter;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.protocols.derive.SourceMasks;
import org.contourflow.qa.DeliveredContours;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.QaLimits;
import org.contourflow.qa.StructureQa;
import org.contourflow.report.SliceRing;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.series.CtSeries;
import org.contourflow.volume.CtVolume;

/**
 * The steps of one case on its folder, without a store: what the daemon and {@code contourflow
 * contour} have in common. Each may be done again and leaves the same files.
 */
public final class CaseSteps {
  private static final double SINGLE_SLICE_MM = 1;

  private final Segmenter segmenter;
  private final StructureSets structureSets;
  private final StructurePlan plan;
  private final StructureSetCheck check;
  private final RunLog runLog;
  private final LastVolume lastVolume = new LastVolume();

  /** With all that the segmenter makes, as it makes it. */
  public CaseSteps(Segmenter segmenter, Settings.StructureSet settings, RunLog runLog) {
    this(
        segmenter,
        StructurePlan.all(segmenter.structures().stream().map(StructureDefinition::name).toList()),
        settings,
        runLog);
  }

  /** With the structures of a protocol. */
  public CaseSteps(
      Segmenter segmenter, StructurePlan plan, Settings.StructureSet settings, RunLog runLog) {
    this.segmenter = segmenter;
    this.plan = plan;
    this.structureSets = new StructureSets(settings, plan);
    this.check = new StructureSetCheck(runLog);
    this.runLog = runLog;
  }

  /** How a step ended. */
  public sealed interface StepOutcome {
    /** Its files are there. */
    record Done() implements StepOutcome {}

    /** It must not be done; trying again does not change that. */
    record Refused(String code, String reason, String whatToDo) implements StepOutcome {
      public Refused(String reason) {
        this(
            "REFUSED",
            reason,
            "Mend what the reason says, then: contourflow retry CASE; or send the series again.");
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
    }
  }

  /**
   * Contours a series and stores the masks.
   *
   * @throws IOException if the CT cannot be read or the masks cannot be written
   */
  public StepOutcome contour(
      String caseId, CtSeries series, CaseFolder folder, SegmentationListener listener)
      throws IOException {
    runLog.append(caseId, EventType.CONTOURING_STARTED, "by " + segmenter.identity().label());
    long start = System.nanoTime();
    series.notes().forEach(note -> runLog.append(caseId, EventType.QA_FINDING, note));
    CtVolume ct =
        lastVolume.read(series, note -> runLog.append(caseId, EventType.QA_FINDING, note));
    Optional<String> notHu = HounsfieldCheck.refusal(ct);
    if (notHu.isPresent()) {
      return new StepOutcome.Refused(
          RefusalCode.NOT_HOUNSFIELD.name(),
          notHu.get(),
          "Export the series again from the scanner or the archive, with its rescale.");
    }
    SegmentationOutcome outcome = segmenter.segment(ct, listener);
    if (outcome instanceof SegmentationOutcome.Refused refused) {
      if (refused.code() == RefusalCode.MODEL_OUT_OF_SERVICE) {
        runLog.append(
            caseId, EventType.MODEL_OUT_OF_SERVICE, refused.where() + ": " + refused.whatToDo());
      }
      return new StepOutcome.Refused(
          refused.code().name(),
          refused.toString(),
          refused.code() == RefusalCode.MODEL_OUT_OF_SERVICE
              ? "Mend the model, then: contourflow retry CASE."
              : "Nothing, if the model is not for this CT; else mend what the reason says, then:"
                  + " contourflow retry CASE.");
    }
    if (outcome instanceof SegmentationOutcome.Failed failed) {
      return new StepOutcome.Failed(
          failed.code().name(),
          failed.toString(),
          "The log says more. Mend the cause, then: contourflow retry CASE.",
          failed.retryable());
    }
    Completed completed = (Completed) outcome;
    double seconds = (System.nanoTime() - start) / 1e9;
    StoredSegmentation.write(completed, seconds, folder);
    tell(caseId, completed, seconds);
    return new StepOutcome.Done();
  }

  private void tell(String caseId, Completed completed, double seconds) {
    List<SegmentedStructure> present = completed.present();
    runLog.append(
        caseId,
        EventType.CONTOURED,
        String.format(
            Locale.ROOT,
            "%d structures in %.1f s: %s",
            present.size(),
            seconds,
            CaseReports.join(present, CaseSteps::nameAndVolume)));
    List<SegmentedStructure> absent =
        completed.structures().stream().filter(s -> s.mask().isEmpty()).toList();
    if (!absent.isEmpty()) {
      runLog.append(
          caseId,
          EventType.STRUCTURE_ABSENT,
          "absent: " + CaseReports.join(absent, s -> s.definition().name()));
    }
    completed.notes().forEach(note -> runLog.append(caseId, EventType.QA_FINDING, note));
  }

  private static String nameAndVolume(SegmentedStructure s) {
    double cc = s.mask().volumeMm3(SINGLE_SLICE_MM) / 1000;
    return String.format(Locale.ROOT, "%s %.1f cc", s.definition().name(), cc);
  }

  /**
   * Writes the RTSTRUCT, checks it as it is, and makes the picture and the report of a contoured
   * series.
   *
   * @param created when the case was made
   * @throws IOException if a file cannot be read or written
   */
  public StepOutcome structureSet(
      String caseId, CtSeries series, CaseFolder folder, Instant created) throws IOException {
    StoredSegmentation segmentation = StoredSegmentation.read(folder);
    PlannedStructures planned = planned(segmentation, series, folder);
    List<SegmentedStructure> structures = planned.delivered();
    StructureSetOutcome outcome = structureSets.build(series, planned, created);
    if (outcome instanceof StructureSetOutcome.Refused refused) {
      return new StepOutcome.Refused(StructureSets.told(refused));
    }
    StructureSetOutcome.Completed set = (StructureSetOutcome.Completed) outcome;
    set.writeTo(folder.rtstruct());
    runLog.append(
        caseId,
        EventType.STRUCTURE_SET_WRITTEN,
        "UNAPPROVED, SOP Instance UID "
            + set.sopInstanceUid()
            + plan.sha256().map(hash -> ", protocol sha256:" + hash).orElse(""));
    set.notes().forEach(note -> runLog.append(caseId, EventType.QA_FINDING, note));
    planned.absentLines().forEach(line -> runLog.append(caseId, EventType.STRUCTURE_ABSENT, line));
    Optional<String> refusedTarget =
        structureSets.writeOwnOfTargets(series, planned, created, folder);
    if (refusedTarget.isPresent()) {
      // The plain set in its place would come under names that the target did not ask for.
      return new StepOutcome.Refused(refusedTarget.get());
    }
    StepOutcome checked = check.run(caseId, series, folder);
    if (!(checked instanceof StepOutcome.Done)) {
      return checked;
    }
    Map<String, List<SliceRing>> delivered =
        CaseReports.delivered(structures, series.grid(), folder);
    List<QaFinding> findings = review(planned, delivered);
    findings.forEach(f -> runLog.append(caseId, EventType.QA_FINDING, f.toString()));
    CaseReports.write(
        caseId,
        created,
        series,
        lastVolume.take(series),
        segmentation,
        planned,
        plan.sha256(),
        delivered,
        findings,
        folder);
    runLog.append(caseId, EventType.REPORT_WRITTEN, "report.html and contours.png");
    return findings.stream().anyMatch(f -> f.code() == QaCode.DELIVERED_DIFFERS)
        ? new StepOutcome.Failed("the RTSTRUCT does not enclose what was contoured", false)
        : new StepOutcome.Done();
  }

  /**
   * What a contoured series comes to by the protocol.
   *
   * @throws IOException if the masks cannot be read
   */
  public PlannedStructures planned(CtSeries series, CaseFolder folder) throws IOException {
    return planned(StoredSegmentation.read(folder), series, folder);
  }

  private PlannedStructures planned(
      StoredSegmentation segmentation, CtSeries series, CaseFolder folder) throws IOException {
    return PlannedStructures.of(
        plan, segmentation.load(folder, series.grid()), new SourceMasks(series.grid()));
  }

  /** QA of the masks, and of the RTSTRUCT read back against them. */
  private static List<QaFinding> review(
      PlannedStructures planned, Map<String, List<SliceRing>> delivered) {
    List<QaFinding> findings = new ArrayList<>();
    for (SegmentedStructure s : planned.delivered()) {
      String name = s.definition().name();
      Map<Integer, List<Ring>> bySlice =
          delivered.getOrDefault(name, List.of()).stream()
              .collect(
                  Collectors.groupingBy(
                      SliceRing::slice, Collectors.mapping(SliceRing::ring, Collectors.toList())));
      DeliveredContours.check(name, s.mask(), bySlice, QaLimits.USUAL).ifPresent(findings::add);
    }
    findings.addAll(StructureQa.review(planned.modelled(), SINGLE_SLICE_MM, QaLimits.USUAL));
    for (String name : planned.requiredAbsent()) {
      findings.add(
          new QaFinding(
              QaCode.MISSING, name, "the protocol requires it; " + planned.absent().get(name)));
    }
    return findings;
  }

  /**
   * Before the RTSTRUCT is handed over: what leaves is what was checked, or is checked now.
   *
   * @param series the case's series, read only if need be; empty: its slices changed
   * @throws IOException if a file cannot be read or written
   */
  StepOutcome beforeSending(String caseId, StructureSetCheck.SeriesSource series, CaseFolder folder)
      throws IOException {
    return check.beforeSending(caseId, series, folder);
  }
}
