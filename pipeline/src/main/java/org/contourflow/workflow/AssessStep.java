package org.contourflow.workflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contourflow.audit.EventType;
import org.contourflow.contour.Ring;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.qa.DeliveredContours;
import org.contourflow.qa.QaCode;
import org.contourflow.qa.QaFinding;
import org.contourflow.qa.QaLimits;
import org.contourflow.report.SliceRing;
import org.contourflow.rtstruct.read.ReadContour;
import org.contourflow.rtstruct.read.ReadRoi;
import org.contourflow.rtstruct.read.ReadStructureSet;
import org.contourflow.rtstruct.read.StructureSetReader;

/** Reads the written RTSTRUCT back and judges it, and the masks, as a careful reviewer would. */
final class AssessStep implements CaseStep {
  /** Whether the run log hears of the findings: once a case is enough. */
  enum Tells {
    FINDINGS,
    NOTHING
  }

  private final ReviewStep review;
  private final Tells tells;

  /**
   * @param review done here if it was not done before
   */
  AssessStep(ReviewStep review, Tells tells) {
    this.review = review;
    this.tells = tells;
  }

  @Override
  public StepOutcome run(CaseContext context) throws IOException {
    PlannedStructures planned = context.planned();
    Map<String, List<SliceRing>> delivered = readBack(context);
    if (context.review().isEmpty()) {
      review.run(context);
    }
    Assessment assessment =
        new Assessment(
            delivered,
            findings(planned, context.review().orElseThrow(), delivered),
            review.rules(),
            context.folder().isReleased());
    if (tells == Tells.FINDINGS) {
      assessment.findings().forEach(f -> context.log(EventType.QA_FINDING, f.toString()));
    }
    context.setAssessment(assessment);
    return new StepOutcome.Done();
  }

  private static List<QaFinding> findings(
      PlannedStructures planned, List<QaFinding> reviewed, Map<String, List<SliceRing>> delivered) {
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
    findings.addAll(reviewed);
    for (String name : planned.requiredAbsent()) {
      findings.add(
          new QaFinding(
              QaCode.MISSING, name, "the protocol requires it; " + planned.absent().get(name)));
    }
    return findings;
  }

  /** The contours of the RTSTRUCT as delivered, by structure name. */
  private static Map<String, List<SliceRing>> readBack(CaseContext context) throws IOException {
    VoxelGrid grid = context.series().grid();
    ReadStructureSet set = StructureSetReader.read(context.folder().rtstruct());
    Map<String, List<SliceRing>> rings = new LinkedHashMap<>();
    for (SegmentedStructure s : context.planned().delivered()) {
      String name = s.definition().name();
      rings.put(
          name, set.roi(context.writtenName(name)).map(roi -> rings(roi, grid)).orElse(List.of()));
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
}
