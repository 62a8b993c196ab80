package org.contourflow.workflow;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.contourflow.config.Settings;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.protocols.TargetPlan;
import org.contourflow.rtstruct.write.Equipment;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.seg.Segment;
import org.contourflow.seg.SegmentationContent;
import org.contourflow.seg.SegmentationForm;
import org.contourflow.seg.SegmentationWriter;
import org.contourflow.seg.WrittenSegmentation;

/** Planned structures -> DICOM Segmentation, under a target's names. */
final class Segmentations {
  private final Settings.StructureSet settings;

  Segmentations(Settings.StructureSet settings) {
    this.settings = settings;
  }

  /**
   * As data sets; the time in them is when the case was made, so a step again is the same bytes.
   */
  WrittenSegmentation build(CaseContext context, TargetPlan target, SegmentationForm form)
      throws IOException {
    List<SegmentedStructure> structures = context.planned().delivered();
    SegmentationContent content =
        new SegmentationContent(
            SegmentationContent.labelOf(settings.label()),
            StructureSets.seriesDescription(structures),
            LocalDateTime.ofInstant(context.created(), ZoneId.systemDefault()),
            Equipment.CONTOURFLOW,
            structures.stream().map(s -> segment(s, target)).toList());
    return SegmentationWriter.write(ReferencedSeries.of(context.series()), content, form);
  }

  /** What a target calls the structure. */
  static String nameFor(SegmentedStructure structure, TargetPlan target) {
    String name = structure.definition().name();
    return target.aliases().getOrDefault(name, name);
  }

  private static Segment segment(SegmentedStructure structure, TargetPlan target) {
    StructureDefinition d = structure.definition();
    return new Segment(
        nameFor(structure, target),
        d.interpretedType(),
        d.colour(),
        d.code(),
        d.laterality(),
        Optional.of(StructureSets.provenance(structure.model())),
        structure.mask());
  }
}
