package org.contourflow.rtstruct.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The planes that one ROI's loops lie in, and which of them each slice takes.
 *
 * <p>Loops within {@link #SAME_PLANE_MM} along the normal are one plane. A slice takes its nearest
 * plane, if that is within half a slice step; every other plane is left out, because loops of
 * different planes must never be combined. A plane in the middle between two slices belongs to the
 * lower one, and of two planes as near to a slice the upper one is taken: decided once for all
 * planes of the ROI, by a shift of {@link #TIE_STEPS}, so that rounding does not decide it anew on
 * every slice.
 *
 * @param <T> what a loop is to the caller
 */
public final class RoiPlanes<T> {
  /** Loops no farther apart than this along the normal are in one plane, mm. */
  static final double SAME_PLANE_MM = 0.1;

  /** How far a plane may be off its slice, in parts of the smallest slice step. */
  static final double LARGEST_OFF_PLANE_STEPS = 0.5;

  /** What decides ties, in parts of the smallest slice step. */
  static final double TIE_STEPS = 0.02;

  /** Steps farther than this many usual ones are a gap between two pieces of a ROI. */
  private static final double GAP_STEPS = 2.1;

  private final List<Plane<T>> planes;
  private final double stepMm;

  /** One plane; {@code positionMm} along the normal. */
  public record Plane<T>(double positionMm, List<T> loops) {}

  private record Placed<T>(double positionMm, T loop) {}

  private RoiPlanes(List<Plane<T>> planes, double stepMm) {
    this.planes = planes;
    this.stepMm = stepMm;
  }

  /** Collects loops by where they lie along the normal. */
  public static final class Builder<T> {
    private final List<Placed<T>> placed = new ArrayList<>();

    public void add(double positionMm, T loop) {
      placed.add(new Placed<>(positionMm, loop));
    }

    /** The planes, in ascending order; {@code stepMm}: the CT's smallest slice step. */
    public RoiPlanes<T> build(double stepMm) {
      double tolerance = Math.min(SAME_PLANE_MM, stepMm / 4);
      List<Plane<T>> planes = new ArrayList<>();
      placed.stream()
          .sorted(Comparator.comparingDouble(Placed::positionMm))
          .forEach(
              p -> {
                boolean same =
                    !planes.isEmpty()
                        && p.positionMm - planes.get(planes.size() - 1).positionMm <= tolerance;
                if (!same) {
                  planes.add(new Plane<>(p.positionMm, new ArrayList<>()));
                }
                planes.get(planes.size() - 1).loops.add(p.loop);
              });
      return new RoiPlanes<>(planes, stepMm);
    }
  }

  public List<Plane<T>> planes() {
    return planes;
  }

  /** Slice to the plane that it takes; positions of the slices ascending, mm. */
  public Map<Integer, Plane<T>> ofSlices(double[] slicePositionsMm) {
    Map<Integer, Plane<T>> taken = new TreeMap<>();
    for (Plane<T> plane : planes) {
      int slice = sliceOf(plane, slicePositionsMm);
      if (slice >= 0) {
        double position = slicePositionsMm[slice];
        taken.merge(slice, plane, (a, b) -> off(a, position) <= off(b, position) ? a : b);
      }
    }
    return taken;
  }

  /** The slice whose thickness holds the plane, or -1. */
  int sliceOf(Plane<T> plane, double[] slicePositionsMm) {
    int slice = nearest(plane.positionMm - TIE_STEPS * stepMm, slicePositionsMm);
    boolean within = off(plane, slicePositionsMm[slice]) <= LARGEST_OFF_PLANE_STEPS * stepMm;
    return within ? slice : -1;
  }

  private double off(Plane<T> plane, double slicePositionMm) {
    return Math.abs(plane.positionMm - TIE_STEPS * stepMm - slicePositionMm);
  }

  private static int nearest(double position, double[] positions) {
    int nearest = 0;
    for (int i = 1; i < positions.length; i++) {
      if (Math.abs(positions[i] - position) < Math.abs(positions[nearest] - position)) {
        nearest = i;
      }
    }
    return nearest;
  }

  /**
   * What each plane stands for along the normal, mm: half the way to each neighbour. Beyond the
   * first and the last, and towards a neighbour more than {@link #GAP_STEPS} usual steps away, half
   * the usual step; usual is the median. A single plane stands for a slice step.
   */
  double[] thicknessesMm() {
    int n = planes.size();
    double[] steps = new double[Math.max(0, n - 1)];
    for (int i = 0; i + 1 < n; i++) {
      steps[i] = planes.get(i + 1).positionMm - planes.get(i).positionMm;
    }
    double usual = usualStepMm();
    double[] thicknesses = new double[n];
    for (int i = 0; i < n; i++) {
      double below = i == 0 || steps[i - 1] > GAP_STEPS * usual ? usual : steps[i - 1];
      double above = i == n - 1 || steps[i] > GAP_STEPS * usual ? usual : steps[i];
      thicknesses[i] = (below + above) / 2;
    }
    return thicknesses;
  }

  /** The median distance of neighbouring planes, mm; of a single plane the slice step. */
  double usualStepMm() {
    double[] steps = new double[Math.max(0, planes.size() - 1)];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = planes.get(i + 1).positionMm - planes.get(i).positionMm;
    }
    Arrays.sort(steps);
    return steps.length == 0 ? stepMm : steps[steps.length / 2];
  }
}
