package org.contourflow.qa;

import java.util.Map;

/**
 * The median of a feature and the way from it to the 2.5th and to the 97.5th percentile, on the
 * feature's scale.
 */
record Spread(double middle, double down, double up) {
  /** A spread below this is that of the voxels, not of patients. */
  private static final Map<Feature, Double> LEAST =
      Map.of(
          Feature.OUTSIDE, 0.03,
          Feature.HOLE_SHARE, 0.002,
          Feature.PIECES, 0.1,
          Feature.AIR_SHARE, 0.02,
          Feature.BONE_SHARE, 0.02,
          Feature.FLANGE, 0.2,
          Feature.COMB, 0.03,
          Feature.WOBBLE, 0.5,
          Feature.JOINT, 3.0,
          Feature.JOINT_ASIDE, 2.0);

  /** Of percentiles that are on the feature's scale already. */
  static Spread of(Feature f, double p025, double p50, double p975) {
    double least = LEAST.getOrDefault(f, 1e-3);
    return new Spread(p50, Math.max(least, p50 - p025), Math.max(least, p975 - p50));
  }

  static Spread of(Feature f, QaReference.Band band) {
    return of(f, f.scaled(band.p025()), f.scaled(band.p50()), f.scaled(band.p975()));
  }

  /** How far below the median a value is, in ways from it to the 2.5th percentile. */
  double below(Feature f, double value) {
    return (middle - f.scaled(value)) / down;
  }

  /** The same above it. */
  double above(Feature f, double value) {
    return (f.scaled(value) - middle) / up;
  }
}
