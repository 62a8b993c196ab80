package org.contourflow.metrics;

import java.util.BitSet;
import java.util.Optional;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.PixelPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.volume.BinaryMask;

/** The centre of a mask's volume: each voxel counts with its own slice's thickness. */
public final class Centroid {
  private Centroid() {}

  /**
   * Where it lies in the patient (LPS, mm); empty if the mask is.
   *
   * @param singleSliceThicknessMm thickness to assume where the grid has one slice only
   */
  public static Optional<PatientPoint> of(BinaryMask mask, double singleSliceThicknessMm) {
    VoxelGrid grid = mask.grid();
    double x = 0;
    double y = 0;
    double z = 0;
    double weight = 0;
    for (int s = 0; s < grid.slices(); s++) {
      if (mask.isSliceEmpty(s)) {
        continue;
      }
      BitSet slice = mask.slice(s);
      long rows = 0;
      long columns = 0;
      for (int i = slice.nextSetBit(0); i >= 0; i = slice.nextSetBit(i + 1)) {
        rows += i / grid.columns();
        columns += i % grid.columns();
      }
      double count = slice.cardinality();
      PatientPoint centre = grid.toPatient(s, new PixelPoint(rows / count, columns / count));
      double volume = count * grid.sliceThicknessMm(s, singleSliceThicknessMm);
      x += volume * centre.xMm();
      y += volume * centre.yMm();
      z += volume * centre.zMm();
      weight += volume;
    }
    return weight == 0
        ? Optional.empty()
        : Optional.of(new PatientPoint(x / weight, y / weight, z / weight));
  }

  /**
   * How far a centre moved, by the patient's axes, mm.
   *
   * @param toLeftMm positive: towards the patient's left
   * @param toPosteriorMm positive: towards the back
   * @param toHeadMm positive: towards the head
   */
  public record Shift(double toLeftMm, double toPosteriorMm, double toHeadMm) {
    /** Where either mask is empty. */
    public static final Shift NONE = new Shift(Double.NaN, Double.NaN, Double.NaN);

    /** From one mask's centre to another's; not a number if either is empty. */
    public static Shift between(BinaryMask from, BinaryMask to, double singleSliceThicknessMm) {
      Optional<PatientPoint> a = of(from, singleSliceThicknessMm);
      Optional<PatientPoint> b = of(to, singleSliceThicknessMm);
      if (a.isEmpty() || b.isEmpty()) {
        return NONE;
      }
      return new Shift(
          b.get().xMm() - a.get().xMm(),
          b.get().yMm() - a.get().yMm(),
          b.get().zMm() - a.get().zMm());
    }

    /** Length, mm. */
    public double lengthMm() {
      return Math.sqrt(toLeftMm * toLeftMm + toPosteriorMm * toPosteriorMm + toHeadMm * toHeadMm);
    }
  }
}
