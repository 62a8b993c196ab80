package org.contourflow.qa;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
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

  private static final List<Feature> SHAPE =
      List.of(
          Feature.VOLUME,
          Feature.LENGTH,
          Feature.SECTION,
          Feature.SPREAD_LR,
          Feature.SPREAD_AP,
          Feature.SPREAD_HF,
          Feature.ROUGHNESS,
          Feature.DEPTH,
          Feature.GREATEST_DEPTH,
          Feature.FOOT_BLUNT,
          Feature.HEAD_BLUNT);
  private static final List<Feature> TISSUE =
      List.of(
          Feature.HU_MEAN,
          Feature.HU_SD,
          Feature.RIM_HU,
          Feature.SHELL_HU,
          Feature.HU_LEFT,
          Feature.HU_RIGHT,
          Feature.HU_FRONT,
          Feature.HU_BACK,
          Feature.HU_ABOVE,
          Feature.HU_BELOW);
  private static final List<Feature> PLACE =
      List.of(
          Feature.BODY_LR,
          Feature.BODY_AP,
          Feature.SKIN,
          Feature.BODY_SECTION,
          Feature.PLACE_LR,
          Feature.PLACE_AP,
          Feature.PLACE_HF,
          Feature.FOOT_END,
          Feature.HEAD_END);
  private static final List<Feature> PAIR =
      List.of(
          Feature.PAIR,
          Feature.PAIR_LR,
          Feature.PAIR_AP,
          Feature.PAIR_FOOT,
          Feature.PAIR_HEAD,
          Feature.PAIR_DEPTH,
          Feature.PAIR_HU,
          Feature.PAIR_SKIN);

  /** What goes into each distance, in the order of its covariance. */
  static final Map<Feature, List<Feature>> FEATURES =
      new EnumMap<>(
          Map.of(
              Feature.UNLIKE,
              Stream.of(SHAPE, TISSUE, PLACE, List.of(Feature.PAIR)).flatMap(List::stream).toList(),
              Feature.UNLIKE_SHAPE,
              SHAPE,
              Feature.UNLIKE_TISSUE,
              TISSUE,
              Feature.UNLIKE_PLACE,
              PLACE,
              Feature.UNLIKE_PAIR,
              PAIR));

  /** The distance as a standard normal deviate; empty if there is too little to go by. */
  static OptionalDouble of(QaReference.Joint joint, Measures measures) {
    List<Integer> known = new ArrayList<>();
    List<Double> off = new ArrayList<>();
    for (int i = 0; i < joint.features().size(); i++) {
      Feature feature = Feature.parse(joint.features().get(i)).orElseThrow();
      OptionalDouble value = measures.get(feature);
      if (value.isPresent()) {
        known.add(i);
        off.add(feature.scaled(value.getAsDouble()) - joint.mean().get(i));
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
