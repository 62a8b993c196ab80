package org.contourflow.series;

import java.util.Arrays;
import java.util.List;
import org.contourflow.series.SliceStack.Placed;

/**
 * Slices that go together by one trait, in order along the normal, and the stretches they cover:
 * from slice to slice where none is missing between, each slice alone else.
 */
record SliceGroup(String value, List<Placed> slices) {
  private static final int FEWEST_LIKE_STEPS = 2;

  SliceGroup {
    slices = List.copyOf(slices);
  }

  /** Whether a slice of one lies within what the other covers: they are volumes of their own. */
  boolean overlaps(SliceGroup other, double samePlaceMm) {
    return other.coversOneOf(this, samePlaceMm) || coversOneOf(other, samePlaceMm);
  }

  private boolean coversOneOf(SliceGroup other, double samePlaceMm) {
    double closed = GeometryPolicy.GAP_FROM_STEPS * ownStepMm();
    int next = 0;
    for (Placed slice : other.slices) {
      double at = slice.positionMm();
      while (next < slices.size() && slices.get(next).positionMm() <= at) {
        next++;
      }
      boolean before = next > 0 && at - position(next - 1) < samePlaceMm;
      boolean after = next < slices.size() && position(next) - at < samePlaceMm;
      boolean between =
          next > 0
              && next < slices.size()
              && position(next) - position(next - 1) <= (closed > 0 ? closed : thicknessMm(next));
      if (before || after || between) {
        return true;
      }
    }
    return false;
  }

  private double position(int slice) {
    return slices.get(slice).positionMm();
  }

  private double thicknessMm(int slice) {
    return GeometryPolicy.GAP_FROM_STEPS * slices.get(slice).frame().thicknessMm().orElse(0);
  }

  /** Its most frequent step if at least half of its steps are like it; else 0. */
  private double ownStepMm() {
    double[] steps = steps();
    double common = SliceSteps.mostFrequent(steps, GeometryPolicy.MODERATE.stepToleranceMm());
    long like = like(steps, common);
    return like >= FEWEST_LIKE_STEPS && 2 * like >= steps.length ? common : 0;
  }

  /** Whether it is a volume by itself: three slices at the least, nearly all in like steps. */
  boolean isEven() {
    double[] steps = steps();
    double common = SliceSteps.mostFrequent(steps, GeometryPolicy.MODERATE.stepToleranceMm());
    return steps.length >= FEWEST_LIKE_STEPS && like(steps, common) >= 0.9 * steps.length;
  }

  private static long like(double[] steps, double common) {
    double tolerance = GeometryPolicy.MODERATE.stepToleranceMm() + GeometryPolicy.ROUNDING_MM;
    return Arrays.stream(steps).filter(step -> Math.abs(step - common) <= tolerance).count();
  }

  private double[] steps() {
    double[] steps = new double[Math.max(0, slices.size() - 1)];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = position(i + 1) - position(i);
    }
    return steps;
  }

  /**
   * "2: 24 slices from -221.0 to -37.0 mm"; a value of other than harmless letters is not shown.
   */
  String describe() {
    double first = slices.get(0).frame().origin().zMm();
    double last = slices.get(slices.size() - 1).frame().origin().zMm();
    boolean harmless = value.matches("[A-Z0-9 ._+%\\\\-]{1,40}");
    return Numbers.text(
        "%s%s at z %.2f to %.2f mm",
        harmless ? "\"" + value.replace('\\', ' ') + "\" " : "",
        Numbers.plural(slices.size(), "slice"),
        Math.min(first, last),
        Math.max(first, last));
  }
}
