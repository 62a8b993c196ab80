package org.contourflow.series;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.contourflow.series.SliceStack.Placed;

/**
 * Every second (third...) slice missing, which leaves an even spacing that geometry alone takes for
 * whole: one of two associations that share a series has come, the other not yet.
 */
final class SkippedSlices {
  private SkippedSlices() {}

  /**
   * Told by two witnesses together: instance numbers that go in like steps of 2 or more, and slices
   * thinner than their distance. A series in wide steps by intent is numbered without holes; one of
   * two interleaved volumes (dual energy) has no room between its slices.
   */
  static Optional<String> reason(List<Placed> slices, double commonStepMm) {
    int step = commonNumberStep(slices);
    boolean roomBetween =
        slices.stream()
            .map(placed -> placed.frame().thicknessMm())
            .allMatch(
                thickness ->
                    thickness.isPresent()
                        && commonStepMm > GeometryPolicy.GAP_FROM_STEPS * thickness.getAsDouble());
    return step >= 2 && roomBetween
        ? Optional.of(
            Numbers.text(
                "instance numbers go in steps of %d, and slices %.1f mm thick are %.1f mm apart:"
                    + " slices between them are missing",
                step, slices.get(0).frame().thicknessMm().orElse(0), commonStepMm))
        : Optional.empty();
  }

  /** By how much InstanceNumber changes from each slice to the next; 0 if not always the same. */
  private static int commonNumberStep(List<Placed> slices) {
    int common = 0;
    for (int i = 1; i < slices.size(); i++) {
      OptionalInt before = slices.get(i - 1).instance().numbering().instance();
      OptionalInt after = slices.get(i).instance().numbering().instance();
      if (before.isEmpty() || after.isEmpty()) {
        return 0;
      }
      int step = after.getAsInt() - before.getAsInt();
      if (i > 1 && step != common) {
        return 0;
      }
      common = step;
    }
    return Math.abs(common);
  }
}
