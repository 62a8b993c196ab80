package org.contourflow.model;

import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;
import org.contourflow.structure.Structure;

/**
 * A structure that a network or a rule makes, and what is usual of it.
 *
 * @param structure what it is called and means
 * @param expectedVolumeCc usual range, for QA; outside it is a finding, never a refusal
 * @param mayBeAbsent whether its absence is usual (outside the field of view, resected)
 * @param contourSmoothing whether contours of it may be smoothed; not for thin or branching ones
 * @param leastConfidence a structure of less calibrated confidence asks for a person's attention;
 *     empty where confidences are not calibrated
 */
public record StructureDefinition(
    Structure structure,
    Optional<VolumeRange> expectedVolumeCc,
    boolean mayBeAbsent,
    boolean contourSmoothing,
    OptionalDouble leastConfidence) {

  /** Without a least confidence. */
  public StructureDefinition(
      Structure structure,
      Optional<VolumeRange> expectedVolumeCc,
      boolean mayBeAbsent,
      boolean contourSmoothing) {
    this(structure, expectedVolumeCc, mayBeAbsent, contourSmoothing, OptionalDouble.empty());
  }

  /** The same with a least confidence. */
  public StructureDefinition withLeastConfidence(double least) {
    return new StructureDefinition(
        structure, expectedVolumeCc, mayBeAbsent, contourSmoothing, OptionalDouble.of(least));
  }

  /** Its TG-263 name. */
  public String name() {
    return structure.name();
  }

  /** As in the RTSTRUCT's observation. */
  public RoiType interpretedType() {
    return structure.interpretedType();
  }

  /** It is shown in. */
  public RoiColour colour() {
    return structure.colour();
  }

  /** Of the anatomy, where there is one. */
  public Optional<RoiCode> code() {
    return structure.code();
  }

  /** Which side it is of. */
  public Laterality laterality() {
    return structure.laterality();
  }

  /** Name of the same organ on the other side, where there is one. */
  public Optional<String> partner() {
    return structure.partner();
  }

  /** From least to most, cubic centimetres. */
  public record VolumeRange(double leastCc, double mostCc) {
    public VolumeRange {
      if (!(leastCc >= 0 && leastCc <= mostCc)) {
        throw new IllegalArgumentException("a volume range is 0 <= least <= most");
      }
    }
  }
}
