package org.contourflow.model.hu;

import java.util.Optional;
import java.util.OptionalDouble;
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
 * midline is where the bones' mass is: the spine leads, and in a field of view cropped to one side
 * the ribs err to the safe side. A lung too near the midline to tell is not named at all.
 */
final class LungSides {
  private static final double[] EROSIONS_MM = {0, 1.5, 3, 4.5, 6, 8, 10, 12};

  /** Smallest share of all lung that a side must have to be found by splitting. */
  private static final double SMALLEST_SHARE = 0.12;

  /** A single lung's centre must be this far from the midline to be named. */
  private static final double SURE_MM = 20;

  private final VoxelGrid grid;
  private final Morphology morphology;

  LungSides(VoxelGrid grid, Morphology morphology) {
    this.grid = grid;
    this.morphology = morphology;
  }

  /** Left and right; either may be empty. Empty altogether if the side cannot be told. */
  record Sides(BitVolume left, BitVolume right) {}

  /** Splits; {@code bone} gives the midline. */
  Optional<Sides> split(BitVolume lungs, BitVolume bone) {
    OptionalDouble spine = new SpineFinder(grid).findXMm(bone, lungs);
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
    double offset = centreXMm(lungs) - midline;
    if (!(Math.abs(offset) >= SURE_MM)) {
      return Optional.empty();
    }
    BitVolume none = new BitVolume(lungs.slices(), lungs.rows(), lungs.columns());
    return Optional.of(offset > 0 ? new Sides(lungs, none) : new Sides(none, lungs));
  }

  private double centreXMm(BitVolume volume) {
    double[] sum = new double[2];
    Components.of(volume)
        .forEachRun(
            (part, slice, row, from, to) -> {
              sum[0] += (to - from) * x(slice, row, (from + to - 1) / 2.0);
              sum[1] += to - from;
            });
    return sum[0] / sum[1];
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
      boolean large = parts.size(p) >= 0.02 * lungVoxels;
      if (large && share > 0.25 && share < 0.75) {
        return Optional.empty();
      }
      int side = sum[p] / parts.size(p) > midline ? 0 : 1;
      largest[side] = Math.max(largest[side], parts.size(p));
    }
    if (Math.min(largest[0], largest[1]) < SMALLEST_SHARE * eroded.count()) {
      return Optional.empty();
    }
    return Optional.of(
        new Sides(
            parts.paint(p -> sum[p] / parts.size(p) > midline),
            parts.paint(p -> !(sum[p] / parts.size(p) > midline))));
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
