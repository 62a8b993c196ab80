package org.contourflow.model;

import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.structure.Laterality;
import org.contourflow.structure.RoiCode;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;

/**
 * What a label means to a planning system.
 *
 * @param name TG-263 primary name, at most 16 characters (DICOM's SH, which planning systems cut)
 * @param partner name of the same organ on the other side, where there is one
 * @param expectedVolumeCc usual range, for QA; outside it is a finding, never a refusal
 * @param mayBeAbsent whether its absence is usual (outside the field of view, resected)
 * @param contourSmoothing whether contours of it may be smoothed; not for thin or branching ones
 * @param leastConfidence a structure of less calibrated confidence asks for a person's attention;
 *     empty where confidences are not calibrated
 */
public record StructureDefinition(
    String name,
    RoiType interpretedType,
    RoiColour colour,
    Optional<RoiCode> code,
    Laterality laterality,
    Optional<String> partner,
    Optional<VolumeRange> expectedVolumeCc,
    boolean mayBeAbsent,
    boolean contourSmoothing,
    OptionalDouble leastConfidence) {

  /** Longest name: DICOM's VR SH, PS3.5 6.2. */
  public static final int LONGEST_NAME = 16;

  public StructureDefinition {
    if (!name.matches("[A-Za-z0-9_~^.+-]{1," + LONGEST_NAME + "}")) {
      throw new IllegalArgumentException(
          "a structure name has 1 to 16 letters, digits or _~^.+- (TG-263), not '" + name + "'");
    }
    if (partner.isPresent() && laterality == Laterality.UNPAIRED) {
      throw new IllegalArgumentException(name + ": an unpaired structure has no partner");
    }
  }

  /** Without a least confidence. */
  public StructureDefinition(
      String name,
      RoiType interpretedType,
      RoiColour colour,
      Optional<RoiCode> code,
      Laterality laterality,
      Optional<String> partner,
      Optional<VolumeRange> expectedVolumeCc,
      boolean mayBeAbsent,
      boolean contourSmoothing) {
    this(
        name,
        interpretedType,
        colour,
        code,
        laterality,
        partner,
        expectedVolumeCc,
        mayBeAbsent,
        contourSmoothing,
        OptionalDouble.empty());
  }

  /** The same with a least confidence. */
  public StructureDefinition withLeastConfidence(double least) {
    return new StructureDefinition(
        name,
        interpretedType,
        colour,
        code,
        laterality,
        partner,
        expectedVolumeCc,
        mayBeAbsent,
        contourSmoothing,
        OptionalDouble.of(least));
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
