package org.contourflow.workflow;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contourflow.audit.EventType;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.OwnerOnly;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.home.SafeFiles;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.protocols.StructurePlan;
import org.contourflow.report.CaseReport;
import org.contourflow.report.ContourSheet;
import org.contourflow.report.FindingPicture;
import org.contourflow.report.HtmlReport;
import org.contourflow.report.HuWindow;
import org.contourflow.report.PdfReport;
import org.contourflow.report.ReportStructure;
import org.contourflow.report.SliceRing;
import org.contourflow.series.CtSeries;
import org.contourflow.series.DefinedTerms;
import org.contourflow.volume.CtVolume;

/** Makes the picture and the report, drawn from the RTSTRUCT that is delivered. */
final class ReportStep implements CaseStep {
  /** How the product's own synthetic CTs name their scanner. */
  private static final String PHANTOM = "Analytic phantom";

  /** Slices of the picture. */
  private static final int TILES = 15;

  private final StructurePlan plan;
  private final LastVolume lastVolume;
  private final Circumstances circumstances;

  ReportStep(StructurePlan plan, LastVolume lastVolume, Circumstances circumstances) {
    this.plan = plan;
    this.lastVolume = lastVolume;
    this.circumstances = circumstances;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    write(context, lastVolume.take(context.series()));
    context.log(EventType.REPORT_WRITTEN, "report.html and report.pdf");
    return new StepOutcome.Done();
  }

  private void write(CaseContext context, CtVolume ct) throws IOException {
    CtSeries series = context.series();
    CaseFolder folder = context.folder();
    PlannedStructures planned = context.planned();
    Map<String, List<SliceRing>> delivered = context.assessment().delivered();
    StoredSegmentation segmentation = StoredSegmentation.read(folder);
    List<SegmentedStructure> structures = planned.delivered();
    List<ReportStructure> shown = structures.stream().map(s -> shown(s, delivered)).toList();
    String models =
        structures.stream()
            .map(s -> s.model().label())
            .distinct()
            .collect(Collectors.joining(", "));
    byte[] sheet =
        new ContourSheet(ct, shown, HuWindow.SOFT_TISSUE)
            .png(title(series, context.caseId()) + "  " + models, TILES);
    CaseReport report =
        new CaseReport(
            context.caseId(),
            context.created(),
            describe(series),
            structures.stream().map(SegmentedStructure::model).distinct().toList(),
            shown,
            CaseReport.positionsOf(ct),
            Stream.concat(
                    new ReportedFindings(
                            new FindingPicture(ct, shown, HuWindow.SOFT_TISSUE), folder)
                        .write(context.assessment().findings()).stream(),
                    Stream.of(
                            phantom(series).stream(),
                            segmentation.notes().stream(),
                            planned.absentLines().stream(),
                            planned.lossLines().stream())
                        .flatMap(notes -> notes)
                        .map(ReportStep::note))
                .toList(),
            List.of(
                new CaseReport.StepTime(
                    "Contouring",
                    Duration.ofMillis(Math.round(segmentation.contouringSeconds() * 1000)))),
            facts(context));
    HtmlReport.write(report, sheet, folder.report());
    OwnerOnly.likeFolder(folder.report());
    PdfReport.write(report, sheet, folder.pdf());
    OwnerOnly.likeFolder(folder.pdf());
    if (circumstances.sheetBeside()) {
      SafeFiles.write(sheet, folder.sheet());
    }
  }

  private static boolean isPhantom(CtSeries series) {
    return series.header().string(DicomTag.ManufacturerModelName).equals(Optional.of(PHANTOM));
  }

  private static String title(CtSeries series, String caseId) {
    return isPhantom(series) ? "PHANTOM, not a patient  " + caseId : caseId;
  }

  /** Else the first picture that a newcomer sees looks like a network that finds little. */
  private static Optional<String> phantom(CtSeries series) {
    return isPhantom(series)
        ? Optional.of(
            "The CT is a synthetic phantom of simple shapes, not a patient. It has no brainstem and"
                + " no oesophagus, and a network that learned from patients finds in it only what"
                + " is shaped alike.")
        : Optional.empty();
  }

  private Map<String, String> facts(CaseContext context) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>(circumstances.facts());
    plan.sha256().ifPresent(hash -> facts.put("Protocol's hash", "sha256:" + hash));
    context.event(EventType.CASE_BY_RULE).ifPresent(text -> facts.put("Why this protocol", text));
    context.event(EventType.CASE_CREATED).ifPresent(text -> facts.put("Accepted as", text));
    for (Predecessor old : context.predecessors()) {
      facts.put("Supersedes " + old.caseId(), old.text());
    }
    facts.put("Geometry policy", context.series().geometryPolicy());
    facts.putAll(context.planned().how());
    return facts;
  }

  /** What the models say of their run: a model left out, an organ that is absent and why. */
  private static CaseReport.Finding note(String text) {
    return new CaseReport.Finding("NOTE", "model", "", text);
  }

  private static ReportStructure shown(
      SegmentedStructure structure, Map<String, List<SliceRing>> delivered) {
    String name = structure.definition().name();
    List<SliceRing> rings = delivered.getOrDefault(name, List.of());
    var colour = structure.definition().colour();
    OptionalDouble volume =
        rings.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(structure.mask().volumeMm3(ContourStep.SINGLE_SLICE_MM) / 1000);
    return new ReportStructure(name, colour, rings, volume, structure.confidence());
  }

  private static String describe(CtSeries series) {
    VoxelGrid grid = series.grid();
    return String.format(
        Locale.ROOT,
        "%d slices, %d x %d pixels of %.2f x %.2f mm, slices %.2f mm apart, position %s",
        grid.slices(),
        grid.rows(),
        grid.columns(),
        grid.rowSpacingMm(),
        grid.columnSpacingMm(),
        grid.smallestSliceStepMm(0),
        DefinedTerms.patientPosition(series.patientPosition()));
  }
}
