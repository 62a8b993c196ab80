package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.contourflow.model.SegmentedStructure;
import org.contourflow.model.StructureDefinition;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;

/**
 * Reviews the masks of one case. Left and right are the PATIENT's, by LPS x, whatever the position
 * and the orientation of the slices. Not found by it: a wrong outline of the right size, tissue and
 * roughness at the right place; docs/contour-qa.md says how large an error must be to be found.
 */
public final class StructureQa {
  private StructureQa() {}

  /**
   * All findings, the gravest first, of masks alone.
   *
   * @param structures all on the same grid
   * @param singleSliceThicknessMm thickness to assume if the CT has one slice only
   */
  public static List<QaFinding> review(
      List<SegmentedStructure> structures, double singleSliceThicknessMm, QaLimits limits) {
    return review(structures, Optional.empty(), singleSliceThicknessMm, limits);
  }

  /**
   * All findings, the gravest first.
   *
   * @param ct on the structures' grid
   */
  public static List<QaFinding> review(
      List<SegmentedStructure> structures,
      Optional<CtVolume> ct,
      double singleSliceThicknessMm,
      QaLimits limits) {
    Optional<BinaryMask> body =
        structures.stream()
            .filter(s -> s.definition().interpretedType() == RoiType.EXTERNAL)
            .map(SegmentedStructure::mask)
            .filter(m -> !m.isEmpty())
            .findFirst();
    List<QaFinding> findings =
        new ArrayList<>(
            review(
                structures,
                limits,
                s ->
                    MaskMeasurer.of(
                        s.mask(),
                        s.definition().interpretedType(),
                        ct,
                        body,
                        singleSliceThicknessMm)));
    ct.flatMap(c -> CtExperience.shipped().judge(structures, c, singleSliceThicknessMm))
        .ifPresent(findings::add);
    ct.flatMap(c -> CtNumbers.check(c, structures)).ifPresent(findings::add);
    findings.sort(Comparator.comparing(QaFinding::severity));
    return List.copyOf(findings);
  }

  /** With measures that are perhaps known already. */
  static List<QaFinding> review(
      List<SegmentedStructure> structures,
      QaLimits limits,
      Function<SegmentedStructure, Measures> measurer) {
    Review review = new Review(structures, limits, measurer);
    MaskChecks masks = new MaskChecks(review);
    SetChecks set = new SetChecks(review);
    RangeChecks ranges = new RangeChecks(review);
    for (SegmentedStructure s : structures) {
      StructureDefinition definition = s.definition();
      if (s.mask().isEmpty()) {
        set.absent(s);
      } else {
        masks.check(s);
        ranges.check(definition.name());
        set.present(s);
      }
    }
    set.overlaps();
    return review.findings();
  }
}
