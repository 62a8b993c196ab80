package org.contourflow.qa;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many times as far from the median as the 2.5th and 97.5th percentile a value must lie for
 * more than a note, by feature. Chosen on OpenKBP's training patients alone: the limit that finds
 * the most injected errors for each right contour called wrong, one after the other, until 5 of 156
 * cases had a false alarm; all 1.4 times farther out, for patients that were not looked at
 * (docs/contour-qa.md has the curve). What was not needed for that stands 1.4 times as far out as
 * the farthest right contour.
 */
final class AlarmFactors {
  private static final Map<Feature, Double> FACTORS =
      Map.ofEntries(
          Map.entry(Feature.VOLUME, 4.2),
          Map.entry(Feature.LENGTH, 2.8),
          Map.entry(Feature.SECTION, 7.0),
          Map.entry(Feature.SPREAD_LR, 3.5),
          Map.entry(Feature.SPREAD_AP, 2.1),
          Map.entry(Feature.SPREAD_HF, 2.8),
          Map.entry(Feature.ROUGHNESS, 3.5),
          Map.entry(Feature.HU_MEAN, 2.87),
          Map.entry(Feature.HU_SD, 4.2),
          Map.entry(Feature.AIR_SHARE, 2.1),
          Map.entry(Feature.BONE_SHARE, 2.45),
          Map.entry(Feature.RIM_HU, 3.5),
          Map.entry(Feature.SHELL_HU, 6.0),
          Map.entry(Feature.AREA_STEP, 4.2),
          Map.entry(Feature.AREA_BUMP, 3.5),
          Map.entry(Feature.CENTRE_STEP, 3.5),
          Map.entry(Feature.LEAST_OVERLAP, 5.6),
          Map.entry(Feature.COMB, 5.6),
          Map.entry(Feature.WOBBLE, 4.2),
          Map.entry(Feature.HOLE_SHARE, 2.1),
          Map.entry(Feature.PIECES, 20.0),
          Map.entry(Feature.OUTSIDE, 20.0),
          Map.entry(Feature.BODY_LR, 4.2),
          Map.entry(Feature.BODY_AP, 2.45),
          Map.entry(Feature.PLACE_LR, 3.5),
          Map.entry(Feature.PLACE_AP, 3.15),
          Map.entry(Feature.PLACE_HF, 2.86),
          Map.entry(Feature.FOOT_END, 3.5),
          Map.entry(Feature.HEAD_END, 2.45),
          Map.entry(Feature.FOOT_BLUNT, 3.5),
          Map.entry(Feature.HEAD_BLUNT, 4.2),
          Map.entry(Feature.PAIR_AP, 2.1),
          Map.entry(Feature.PAIR_FOOT, 2.45),
          Map.entry(Feature.PAIR_HEAD, 2.1),
          Map.entry(Feature.PAIR, 4.2),
          Map.entry(Feature.FLAT_WIDTH, 1.75),
          Map.entry(Feature.UNLIKE, 21.0));

  /** A spread below this is that of the voxels, not of patients. */
  private static final Map<Feature, Double> LEAST_SPREAD =
      Map.of(
          Feature.OUTSIDE, 0.01,
          Feature.HOLE_SHARE, 0.002,
          Feature.PIECES, 0.05,
          Feature.AIR_SHARE, 0.02,
          Feature.BONE_SHARE, 0.02);

  private AlarmFactors() {}

  static Optional<Range> range(
      Feature f, double[] values, Set<Feature> onlyMost, Set<Feature> onlyLeast) {
    Double factor = FACTORS.get(f);
    if (factor == null) {
      return Optional.empty();
    }
    if (f == Feature.UNLIKE) {
      return Optional.of(new Range(-99, factor));
    }
    double p50 = ReferenceFit.percentile(values, 50);
    double floor = LEAST_SPREAD.getOrDefault(f, 1e-3);
    double down = Math.max(floor, p50 - ReferenceFit.percentile(values, 2.5));
    double up = Math.max(floor, ReferenceFit.percentile(values, 97.5) - p50);
    double least = onlyMost.contains(f) ? 0 : p50 - factor * down;
    double most = onlyLeast.contains(f) ? 1 : p50 + factor * up;
    return Optional.of(new Range(least, most));
  }
}
