package org.contourflow.workflow;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contourflow.dicom.OwnerOnly;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.qa.QaFinding;
import org.contourflow.report.CaseReport;
import org.contourflow.report.ContourSheet;
import org.contourflow.report.HtmlReport;
import org.contourflow.report.HuWindow;
import org.contourflow.report.ReportStructure;
import org.contourflow.report.SliceRing;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeries;
import org.contourflow.series.DefinedTerms;
import org.contourflow.volume.CtVolume;

/** The picture and the report of a case, drawn from the RTSTRUCT that is delivered. */
final class CaseReports {
  /** Slices of the picture. */
  private static final int TILES = 15;

  private static final double SINGLE_SLICE_MM = 1;

  private CaseReports() {}

  static void write(
      String caseId,
      Instant when,
      CtSeries series,
      CtVolume ct,
      StoredSegmentation segmentation,
      PlannedStructures planned,
      Optional<String> protocolSha256,
      Map<String, List<SliceRing>> delivered,
      List<QaFinding> findings,
      CaseFolder folder)
      throws IOException {
    List<SegmentedStructure> structures = planned.delivered();
    List<ReportStructure> shown = structures.stream().map(s -> shown(s, delivered)).toList();
    String models =
        structures.stream()
            .map(s -> s.model().label())
            .distinct()
            .collect(Collectors.joining(", "));
    new ContourSheet(ct, shown, HuWindow.SOFT_TISSUE)
        .writePng(folder.sheet(), caseId + "  " + models, TILES);

    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Geometry policy", series.geometryPolicy());
    protocolSha256.ifPresent(hash -> facts.put("Protocol", "sha256:" + hash));
    planned.how().forEach((name, how) -> facts.put(name, how));
    CaseReport report =
        new CaseReport(
            caseId,
            when,
            describe(series),
            structures.stream().map(SegmentedStructure::model).distinct().toList(),
            shown,
            CaseReport.positionsOf(ct),
            Stream.concat(
                    findings.stream().map(CaseReports::line),
                    Stream.concat(segmentation.notes().stream(), planned.absentLines().stream())
                        .map(CaseReports::note))
                .toList(),
            List.of(
                new CaseReport.StepTime(
                    "Contouring",
                    Duration.ofMillis(Math.round(segmentation.contouringSeconds() * 1000)))),
            facts);
    HtmlReport.write(report, folder.sheet(), folder.report());
    OwnerOnly.likeFolder(folder.sheet());
    OwnerOnly.likeFolder(folder.report());
  }

  private static CaseReport.Finding line(QaFinding finding) {
    return new CaseReport.Finding(
        finding.severity().name(), finding.code().id(), finding.structure(), finding.text());
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
            : OptionalDouble.of(structure.mask().volumeMm3(SINGLE_SLICE_MM) / 1000);
    return new ReportStructure(name, colour, rings, volume, structure.confidence());
  }

  /** The contours of the RTSTRUCT as delivered, by structure name. */
  static Map<String, List<SliceRing>> delivered(
      List<SegmentedStructure> structures, VoxelGrid grid, CaseFolder folder) throws IOException {
    ReadStructureSet set = StructureSetReader.read(folder.rtstruct());
    Map<String, List<SliceRing>> rings = new LinkedHashMap<>();
    for (SegmentedStructure s : structures) {
      String name = s.definition().name();
      rings.put(name, set.roi(name).map(roi -> rings(roi, grid)).orElse(List.of()));
    }
    return rings;
  }

  private static List<SliceRing> rings(ReadRoi roi, VoxelGrid grid) {
    return roi.contours().stream()
        .map(ReadContour::points)
        .filter(points -> points.size() >= 3)
        .map(points -> IntStream.range(0, points.size()).mapToObj(points::point).toList())
        .map(points -> SliceRing.of(grid, points))
        .toList();
  }

  static String describe(CtSeries series) {
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

  static <T> String join(List<T> items, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", "));
  }
}
