package org.contourflow.protocols;

import java.util.Map;
import java.util.Optional;

/**
 * What one target gets otherwise than the others.
 *
 * @param profile destination profile; empty: that of the settings
 * @param aliases structure name -> what this target calls it
 * @param segmentation beside the RTSTRUCT; empty: as the protocol says
 */
public record TargetPlan(
    Optional<String> profile,
    Map<String, String> aliases,
    Optional<SegmentationOutput> segmentation) {
  /** Nothing otherwise. */
  public static final TargetPlan PLAIN =
      new TargetPlan(Optional.empty(), Map.of(), Optional.empty());

  public TargetPlan {
    aliases = Map.copyOf(aliases);
  }
}
