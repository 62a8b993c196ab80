package org.contourflow.workflow;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.contourflow.config.Settings;
import org.contourflow.contour.MaskTracer;
import org.contourflow.contour.PlanarContours;
import org.contourflow.contour.RingThinner;
import org.contourflow.model.ModelIdentity;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.qa.QaCode;
import org.contourflow.rtstruct.write.AlgorithmProvenance;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.Roi;
import org.contourflow.rtstruct.write.RoiGeneration;
import org.contourflow.rtstruct.write.StructureSetContent;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.rtstruct.write.StructureSetWriter;
import org.contourflow.series.CtSeries;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;

/** Segmented structures -> RTSTRUCT, by the settings of the structure set. */
final class StructureSets {
  /** Stands with every structure, as many planning systems show no more than that. */
  private static final String RESEARCH = "Research, not for clinical use";

  private final Settings.StructureSet settings;

  StructureSets(Settings.StructureSet settings) {
    this.settings = settings;
  }

  /**
   * Writes the structures as a data set.
   *
   * @param created when the case was made: part of the content, so that doing it again gives the
   *     same bytes
   */
  StructureSetOutcome build(CtSeries series, List<SegmentedStructure> structures, Instant created) {
    List<Roi> rois = structures.stream().map(this::roi).toList();
    boolean clinical = structures.stream().allMatch(s -> s.model().clinicalUse());
    StructureSetContent content =
        StructureSetContent.of(
            settings.label(),
            clinical ? "Contourflow, unapproved" : "Contourflow, research, not for clinical use",
            LocalDateTime.ofInstant(created, ZoneId.systemDefault()),
            rois);
    return StructureSetWriter.write(
        ReferencedSeries.of(series), content, DestinationProfile.named(settings.profile()));
  }

  private Roi roi(SegmentedStructure structure) {
    StructureDefinition d = structure.definition();
    PlanarContours contours =
        RingThinner.thin(MaskTracer.trace(structure.mask()), settings.toleranceMm());
    Optional<RoiCode> code = d.code().map(c -> new RoiCode(c.value(), c.scheme(), c.meaning()));
    return new Roi(
        d.name(),
        RoiType.valueOf(d.interpretedType().name()),
        new RoiColour(d.colour().red(), d.colour().green(), d.colour().blue()),
        code,
        RoiGeneration.AUTOMATIC,
        Optional.of(provenance(structure.model())),
        description(structure),
        generation(structure.model()),
        contours);
  }

  private static String description(SegmentedStructure structure) {
    String research = structure.model().clinicalUse() ? "" : RESEARCH;
    if (!structure.needsAttention()) {
      return research;
    }
    String attention =
        String.format(
            Locale.ROOT,
            "Needs attention (%s): expected Dice %.2f",
            QaCode.LOW_CONFIDENCE.id(),
            structure.confidence().orElseThrow());
    return research.isEmpty() ? attention : research + ". " + attention;
  }

  /** The note first, so that a long model name does not push it out. */
  private static String generation(ModelIdentity model) {
    String text = (model.clinicalUse() ? "" : RESEARCH + ": ") + model.label();
    return text.substring(0, Math.min(text.length(), Roi.LONGEST_NAME)).strip();
  }

  private static AlgorithmProvenance provenance(ModelIdentity model) {
    return new AlgorithmProvenance(
        model.title(), model.version(), "sha256:" + model.weightsSha256(), "Contourflow");
  }
}
