package org.contourflow.qa;

import java.util.Map;
import java.util.Optional;

/**
 * What holds of the body in any CT, whatever part of it is shown: wide, so that only a CT whose HU
 * are not HU is outside. By the CTs of head and neck, thorax and abdomen that were at hand, and
 * half as much again.
 */
final class AnySite {
  static final String SOURCE = "any CT of a body";

  private static final Map<Feature, Range> EXTERNAL =
      Map.of(
          Feature.HU_MEAN, new Range(-700, 200),
          Feature.BONE_SHARE, new Range(0, 0.3),
          Feature.AIR_SHARE, new Range(0, 0.8));

  private static final Map<Feature, Range> BONE = Map.of(Feature.HU_MEAN, new Range(150, 1100));

  private AnySite() {}

  static Optional<Range> of(String structure, Feature feature) {
    return switch (structure) {
      case "External", "BODY" -> Optional.ofNullable(EXTERNAL.get(feature));
      case "Bone" -> Optional.ofNullable(BONE.get(feature));
      default -> Optional.empty();
    };
  }
}
