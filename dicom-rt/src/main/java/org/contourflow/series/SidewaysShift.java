package org.contourflow.series;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.series.SliceStack.Placed;

/**
 * Slices that do not stand one behind the other along their normal: a stack that leans evenly (a
 * tilted gantry), one that steps sideways (part of it was reconstructed about another centre), or
 * slices here and there (wrong positions).
 */
final class SidewaysShift {
  /** Runs of slices that stand one behind the other are at least this long on the average. */
  private static final int SLICES_A_RUN = 4;

  private final List<Placed> slices;
  private final double toleranceMm;
  private final double[][] sidewaysMm;

  private SidewaysShift(List<Placed> slices, double toleranceMm) {
    this.slices = slices;
    this.toleranceMm = toleranceMm;
    this.sidewaysMm = new double[2][slices.size()];
    PatientPoint first = slices.get(0).frame().origin();
    Direction row = slices.get(0).frame().orientation().alongRow();
    Direction column = slices.get(0).frame().orientation().alongColumn();
    for (int i = 0; i < slices.size(); i++) {
      PatientPoint origin = slices.get(i).frame().origin();
      sidewaysMm[0][i] = origin.distanceAlongMm(row, first);
      sidewaysMm[1][i] = origin.distanceAlongMm(column, first);
    }
  }

  /** Why the slices make no straight stack; empty: they do. */
  static Optional<SeriesRefusal> check(List<Placed> slices, GeometryPolicy policy) {
    Direction normal = slices.get(0).frame().orientation().normal();
    List<PatientPoint> origins = slices.stream().map(placed -> placed.frame().origin()).toList();
    double largestMm = VoxelGrid.largestShearMm(origins, normal);
    double toleranceMm = policy.shearToleranceMm();
    return largestMm <= toleranceMm
        ? Optional.empty()
        : Optional.of(new SidewaysShift(slices, toleranceMm).refusal(largestMm));
  }

  private SeriesRefusal refusal(double largestMm) {
    SimpleRegression across = line(sidewaysMm[0]);
    SimpleRegression down = line(sidewaysMm[1]);
    String size = Numbers.text("by up to %.2f mm, tolerance %.2f mm", largestMm, toleranceMm);
    if (slices.size() == 2 || isStraight(across, down)) {
      double lean = Math.hypot(slope(across), slope(down));
      String reason =
          Numbers.text(
              "the stack of slices leans by %.1f degrees (gantry tilt): slices are shifted"
                  + " sideways %s",
              Math.toDegrees(Math.atan(lean)), size);
      return SliceStack.refuse(slices, RefusalCode.GANTRY_TILT, reason, slices);
    }
    List<Integer> jumps = jumps();
    if (jumps.size() * SLICES_A_RUN <= slices.size()) {
      int at = jumps.get(0);
      String reason =
          Numbers.text(
              "the centre of the slices changes at z %.1f mm by %.2f mm sideways%s: part of the"
                  + " series was reconstructed about another centre",
              slices.get(at).frame().origin().zMm(),
              stepMm(at),
              jumps.size() == 1 ? "" : Numbers.text(" and at %d further places", jumps.size() - 1));
      return SliceStack.refuse(
          slices, RefusalCode.CENTRE_CHANGES, reason, slices.subList(at, slices.size()));
    }
    String reason = "slices lie sideways of the stack here and there, " + size;
    return SliceStack.refuse(slices, RefusalCode.SCATTERED_POSITIONS, reason, slices);
  }

  /** The first slices of further runs. */
  private List<Integer> jumps() {
    return java.util.stream.IntStream.range(1, slices.size())
        .filter(i -> stepMm(i) > toleranceMm)
        .boxed()
        .toList();
  }

  private double stepMm(int to) {
    return Math.hypot(
        sidewaysMm[0][to] - sidewaysMm[0][to - 1], sidewaysMm[1][to] - sidewaysMm[1][to - 1]);
  }

  private SimpleRegression line(double[] sideways) {
    SimpleRegression line = new SimpleRegression();
    for (int i = 0; i < sideways.length; i++) {
      line.addData(slices.get(i).positionMm(), sideways[i]);
    }
    return line;
  }

  private static double slope(SimpleRegression line) {
    return Double.isNaN(line.getSlope()) ? 0 : line.getSlope();
  }

  /** Whether what is left beside an even lean is rounding. */
  private boolean isStraight(SimpleRegression across, SimpleRegression down) {
    for (int i = 0; i < slices.size(); i++) {
      double at = slices.get(i).positionMm();
      double left =
          Math.hypot(sidewaysMm[0][i] - across.predict(at), sidewaysMm[1][i] - down.predict(at));
      if (!(left <= toleranceMm + GeometryPolicy.ROUNDING_MM)) {
        return false;
      }
    }
    return true;
  }
}
