package org.contourflow.series;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.contourflow.series.SliceStack.Placed;

/**
 * The distances between neighbouring slices: even, genuinely uneven, or with gaps.
 *
 * <p>The common step is the most frequent one (of equally frequent ones the smallest). A step of
 * {@link GeometryPolicy#GAP_FROM_STEPS} times it or more is a gap, unless no tissue is left out
 * because both neighbours are as thick as the step, or it is one of a run of like steps that is no
 * whole multiple of the common one: then the spacing changes there.
 *
 * @param commonStepMm 0 for a single slice
 * @param gaps where slices are missing
 * @param otherStepsMm steps that differ from the common one and are no gaps
 */
record SliceSteps(double commonStepMm, List<SliceGap> gaps, List<Double> otherStepsMm) {

  static SliceSteps of(List<Placed> slices, GeometryPolicy policy) {
    double[] steps = new double[slices.size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = slices.get(i + 1).positionMm() - slices.get(i).positionMm();
    }
    double tolerance = policy.stepToleranceMm() + 1e-6;
    double common = mostFrequent(steps, tolerance);
    List<SliceGap> gaps = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      boolean wide = steps[i] > GeometryPolicy.GAP_FROM_STEPS * common;
      if (wide && !isExplained(slices, steps, i, common, tolerance)) {
        gaps.add(gap(slices.get(i), slices.get(i + 1), steps[i], common));
      } else if (Math.abs(steps[i] - common) > tolerance) {
        others.add(steps[i]);
      }
    }
    return new SliceSteps(common, List.copyOf(gaps), List.copyOf(others));
  }

  private static SliceGap gap(Placed before, Placed after, double step, double common) {
    int missing = (int) Math.max(1, Math.round(step / common) - 1);
    double z = before.frame().origin().zMm();
    double nextZ = after.frame().origin().zMm();
    return new SliceGap(missing, Math.min(z, nextZ), Math.max(z, nextZ));
  }

  static double mostFrequent(double[] steps, double tolerance) {
    double best = 0;
    int bestCount = 0;
    for (double candidate : steps) {
      int count = 0;
      for (double step : steps) {
        count += Math.abs(step - candidate) <= tolerance ? 1 : 0;
      }
      if (count > bestCount || count == bestCount && candidate < best) {
        best = candidate;
        bestCount = count;
      }
    }
    return best;
  }

  private static boolean isExplained(
      List<Placed> slices, double[] steps, int i, double common, double tolerance) {
    if (isCovered(slices.get(i), steps[i], tolerance)
        && isCovered(slices.get(i + 1), steps[i], tolerance)) {
      return true;
    }
    double ratio = steps[i] / common;
    boolean wholeMultiple = Math.abs(ratio - Math.rint(ratio)) * common <= tolerance;
    return !wholeMultiple && runLength(steps, i, tolerance) >= GeometryPolicy.RUN_OF_LIKE_STEPS;
  }

  private static boolean isCovered(Placed slice, double step, double tolerance) {
    OptionalDouble thickness = slice.frame().thicknessMm();
    return thickness.isPresent() && thickness.getAsDouble() >= step - tolerance;
  }

  private static int runLength(double[] steps, int i, double tolerance) {
    int from = i;
    while (from > 0 && Math.abs(steps[from - 1] - steps[i]) <= tolerance) {
      from--;
    }
    int to = i;
    while (to < steps.length - 1 && Math.abs(steps[to + 1] - steps[i]) <= tolerance) {
      to++;
    }
    return to - from + 1;
  }

  boolean isUneven() {
    return !otherStepsMm.isEmpty();
  }

  String describeUnevenness() {
    double least = otherStepsMm.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double most = otherStepsMm.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return Numbers.text(
        "slices are %.2f mm apart, but %d of the steps are %.2f to %.2f mm",
        commonStepMm, otherStepsMm.size(), least, most);
  }
}
