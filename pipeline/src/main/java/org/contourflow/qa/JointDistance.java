package org.contourflow.qa;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Mahalanobis distance over those features that a structure has: of a normal distribution the
 * others are left out exactly, by leaving out their rows and columns. The squared distance over k
 * features is chi-squared; by Wilson and Hilferty's cube root it becomes a standard normal deviate,
 * so that one limit serves any k.
 */
final class JointDistance {
  /** Fewer features than this tell nothing together. */
  private static final int FEWEST = 4;

  private JointDistance() {}

  /** What goes into the distance, in the order of the covariance. */
  static final List<Feature> FEATURES =
      List.of(
          Feature.VOLUME,
          Feature.LENGTH,
          Feature.SECTION,
          Feature.SPREAD_LR,
          Feature.SPREAD_AP,
          Feature.SPREAD_HF,
          Feature.ROUGHNESS,
          Feature.HU_MEAN,
          Feature.HU_SD,
          Feature.RIM_HU,
          Feature.SHELL_HU,
          Feature.BODY_LR,
          Feature.BODY_AP,
          Feature.PLACE_LR,
          Feature.PLACE_AP,
          Feature.PLACE_HF,
          Feature.FOOT_END,
          Feature.HEAD_END,
          Feature.PAIR);

  /** A feature's value on a scale on which it is nearer to normal. */
  static double scaled(Feature feature, double value) {
    return switch (feature) {
      case VOLUME, LENGTH, SECTION, SPREAD_LR, SPREAD_AP, SPREAD_HF, ROUGHNESS, HU_SD ->
          Math.log(Math.max(value, 1e-3));
      case AIR_SHARE, BONE_SHARE -> Math.sqrt(value);
      default -> value;
    };
  }

  /** The distance as a standard normal deviate; empty if there is too little to go by. */
  static OptionalDouble of(QaReference.Joint joint, Measures measures) {
    List<Integer> known = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    for (int i = 0; i < joint.features().size(); i++) {
      Feature feature = Feature.parse(joint.features().get(i)).orElseThrow();
      OptionalDouble value = measures.get(feature);
      if (value.isPresent()) {
        known.add(i);
        off.add(scaled(feature, value.getAsDouble()) - joint.mean().get(i));
      }
    }
    if (known.size() < FEWEST) {
      return OptionalDouble.empty();
    }
    ToDoubleFunction<int[]> entry =
        at -> joint.covariance().get(Math.max(at[0], at[1])).get(Math.min(at[0], at[1]));
    RealMatrix part = new Array2DRowRealMatrix(known.size(), known.size());
    for (int i = 0; i < known.size(); i++) {
      for (int j = 0; j < known.size(); j++) {
        part.setEntry(i, j, entry.applyAsDouble(new int[] {known.get(i), known.get(j)}));
      }
    }
    RealVector x = new ArrayRealVector(off.stream().mapToDouble(d -> d).toArray());
    double squared = x.dotProduct(new CholeskyDecomposition(part).getSolver().solve(x));
    return OptionalDouble.of(deviate(squared, known.size()));
  }

  private static double deviate(double squared, int k) {
    double spread = 2.0 / (9 * k);
    return (Math.cbrt(squared / k) - (1 - spread)) / Math.sqrt(spread);
  }
}
