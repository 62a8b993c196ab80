package org.contourflow.model;

import java.util.Optional;
import java.util.OptionalDouble;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.ProbabilityMap;

/**
 * One structure as a model contoured it, on the CT's own grid.
 *
 * @param mask the structure's voxels; empty if and only if it is absent
 * @param posterior for sub-voxel contours, where the model gives one
 * @param confidence 0 to 1, where the model gives one: the Dice to be expected against a
 *     clinician's contour if the definition has a least confidence; otherwise the network's own
 *     measure, not calibrated, for comparing cases of the same model only
 * @param model the one network that made it (of several in a composite)
 */
public record SegmentedStructure(
    StructureDefinition definition,
    BinaryMask mask,
    Optional<ProbabilityMap> posterior,
    Presence presence,
    OptionalDouble confidence,
    ModelIdentity model) {

  public SegmentedStructure {
    if (mask.isEmpty() != (presence == Presence.ABSENT)) {
      throw new IllegalArgumentException(
          definition.name() + ": a structure is absent exactly when its mask is empty");
    }
  }

  /** Without a posterior; present if the mask has a voxel. */
  public static SegmentedStructure of(
      StructureDefinition definition, BinaryMask mask, ModelIdentity model) {
    return of(definition, mask, OptionalDouble.empty(), model);
  }

  /** As {@link #of(StructureDefinition, BinaryMask, ModelIdentity)}, with a confidence. */
  public static SegmentedStructure of(
      StructureDefinition definition,
      BinaryMask mask,
      OptionalDouble confidence,
      ModelIdentity model) {
    Presence presence = mask.isEmpty() ? Presence.ABSENT : Presence.PRESENT;
    return new SegmentedStructure(definition, mask, Optional.empty(), presence, confidence, model);
  }

  /** The same, found but unlike what the model has seen. */
  public SegmentedStructure uncertain() {
    return new SegmentedStructure(
        definition, mask, posterior, Presence.UNCERTAIN, confidence, model);
  }

  /** Whether a person should look at it before others. */
  public boolean needsAttention() {
    return presence == Presence.UNCERTAIN || hasLowConfidence();
  }

  /** Whether it is there with less than the least confidence of its definition. */
  public boolean hasLowConfidence() {
    return definition.leastConfidence().isPresent()
        && confidence.isPresent()
        && hundredths(confidence.getAsDouble())
            < hundredths(definition.leastConfidence().getAsDouble());
  }

  /** An expected Dice bears two decimals: .867 against .868 is the same. */
  private static long hundredths(double dice) {
    return Math.round(100 * dice);
  }
}
