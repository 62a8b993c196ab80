package org.contourflow.model.hu;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.geometry.VoxelIndex;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/**
 * Splits lung into the patient's left and right (LPS: +x is left), whatever the position.
 *
 * <p>Lungs that touch at the junction lines are cut where they are thinnest: eroded until two large
 * parts on either side of the midline are apart, then each voxel goes to the nearer part. The
 * midline is the spine's. Lung too near it to tell is not named, nor any where no spine is seen.
 */
final class LungSides {
  private static final double[] EROSIONS_MM = {0, 1.5, 3, 4.5, 6, 8, 10, 12};

  /** Smallest share of all lung that a side must have to be found by splitting. */
  private static final double SMALLEST_SHARE = 0.12;

  /** Share of all lung from which a part must lie clearly on one side of the midline. */
  private static final double LARGE_SHARE = 0.02;

  /** The centre of a small part, or of one side alone, must be so far from the midline. */
  private static final double SURE_MM = 20;

  private final VoxelGrid grid;
  private final Morphology morphology;
  private final MiddleOfBody middle;

  LungSides(VoxelGrid grid, Morphology morphology, MiddleOfBody middle) {
    this.grid = grid;
    this.middle = middle;
    this.morphology = morphology;
  }

  /** Left and right; either may be empty. Empty altogether if the side cannot be told. */
  record Sides(BitVolume left, BitVolume right) {}

  /** Splits; {@code bone} gives the midline. */
  Optional<Sides> split(BitVolume lungs, BitVolume bone) {
    OptionalDouble spine = new SpineFinder(grid, middle).findXMm(bone, lungs);
    if (spine.isEmpty()) {
      return Optional.empty();
    }
    double midline = spine.getAsDouble();
    for (double radius : EROSIONS_MM) {
      BitVolume eroded = radius == 0 ? lungs : morphology.erode(lungs, radius);
      Optional<Sides> seeds = seeds(eroded, lungs.count(), midline);
      if (seeds.isPresent()) {
        return Optional.of(grow(seeds.get(), lungs));
      }
    }
    return Optional.of(eachBySide(lungs, midline));
  }

  /**
   * Where one side has little or nothing: each part apart goes to its side, if its centre is far
   * enough from the midline; else it is not named.
   */
  private Sides eachBySide(BitVolume lungs, double midline) {
    Components parts = Components.of(lungs);
    double[] sum = new double[parts.count()];
    parts.forEachRun(
        (part, slice, row, from, to) ->
            sum[part] += (to - from) * x(slice, row, (from + to - 1) / 2.0));
    IntToDoubleFunction off = p -> sum[p] / parts.size(p) - midline;
    return new Sides(
        parts.paint(p -> off.applyAsDouble(p) >= SURE_MM),
        parts.paint(p -> off.applyAsDouble(p) <= -SURE_MM));
  }

  private double x(int slice, int row, double column) {
    PatientPoint first = grid.toPatient(new VoxelIndex(slice, row, 0));
    return first.plus(grid.orientation().alongRow(), column * grid.columnSpacingMm()).xMm();
  }

  /** The parts left and right of the midline, if both sides have a large one and all are clear. */
  private Optional<Sides> seeds(BitVolume eroded, long lungVoxels, double midline) {
    Components parts = Components.of(eroded);
    double[] sum = new double[parts.count()];
    long[] left = new long[parts.count()];
    parts.forEachRun(
        (part, slice, row, from, to) -> {
          for (int c = from; c < to; c++) {
            double x = x(slice, row, c);
            sum[part] += x;
            left[part] += x > midline ? 1 : 0;
          }
        });
    long[] largest = new long[2];
    for (int p = 0; p < parts.count(); p++) {
      double share = (double) left[p] / parts.size(p);
      boolean large = parts.size(p) >= LARGE_SHARE * lungVoxels;
      if (large && share > 0.25 && share < 0.75) {
        return Optional.empty();
      }
      double off = sum[p] / parts.size(p) - midline;
      if (large || Math.abs(off) >= SURE_MM) { // What no side can be told of finds none.
        int side = off > 0 ? 0 : 1;
        largest[side] = Math.max(largest[side], parts.size(p));
      }
    }
    if (Math.min(largest[0], largest[1]) < SMALLEST_SHARE * eroded.count()) {
      return Optional.empty();
    }
    IntToDoubleFunction off = p -> sum[p] / parts.size(p) - midline;
    IntPredicate told =
        p -> parts.size(p) >= LARGE_SHARE * lungVoxels || Math.abs(off.applyAsDouble(p)) >= SURE_MM;
    return Optional.of(
        new Sides(
            parts.paint(p -> told.test(p) && off.applyAsDouble(p) > 0),
            parts.paint(p -> told.test(p) && off.applyAsDouble(p) <= 0)));
  }

  /**
   * Both sides grown in turn, a voxel a step, inside the lungs; what neither reaches is dropped.
   */
  private Sides grow(Sides seeds, BitVolume lungs) {
    BitVolume left = seeds.left();
    BitVolume right = seeds.right();
    Morphology step = new Morphology(1, 1, 1);
    for (long before = -1, now = left.count() + right.count(); now != before; ) {
      BitVolume nextLeft = step.dilate(left, 1).and(lungs).andNot(right);
      BitVolume nextRight = step.dilate(right, 1).and(lungs).andNot(nextLeft);
      left = nextLeft;
      right = nextRight;
      before = now;
      now = left.count() + right.count();
    }
    return new Sides(left, right);
  }
}
