package org.contourflow.protocols;

import java.util.Optional;
import org.contourflow.structure.RoiColour;
import org.contourflow.structure.RoiType;

/**
 * How a protocol wants one structure.
 *
 * @param name as the model or the derivation calls it
 * @param colour empty: as the model has it
 * @param type empty: as the model has it
 * @param required empty: as the model has it; {@code true}: its absence is a finding
 * @param volumeCc what is usual; empty: as the model has it
 */
public record StructureRule(
    String name,
    Optional<RoiColour> colour,
    Optional<RoiType> type,
    Optional<Boolean> required,
    Optional<VolumeLimits> volumeCc) {

  /** From least to most, cubic centimetres; outside is a finding, never a refusal. */
  public record VolumeLimits(double leastCc, double mostCc) {
    public VolumeLimits {
      if (!(leastCc >= 0 && leastCc <= mostCc)) {
        throw new IllegalArgumentException("volume limits are 0 <= least <= most");
      }
    }
  }

  /** As the model has it. */
  public static StructureRule named(String name) {
    return new StructureRule(
        name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same, required or not. */
  public StructureRule withRequired(boolean value) {
    return new StructureRule(name, colour, type, Optional.of(value), volumeCc);
  }
}
