package org.contourflow.qa;

import java.util.BitSet;
import java.util.Optional;
import org.contourflow.geometry.Direction;
import org.contourflow.geometry.PatientPoint;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.structure.RoiType;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.CtVolume;
import org.contourflow.volume.bits.BitVolume;
import org.contourflow.volume.bits.Components;
import org.contourflow.volume.bits.Morphology;

/** Measures a mask alone and against the body; what needs the other organs is {@link Places}'. */
final class MaskMeasurer {
  private static final int AIR_BELOW_HU = -300;
  private static final int BONE_ABOVE_HU = 200;
  private static final double SHELL_MM = 4;
  private static final Direction LEFT = new Direction(1, 0, 0);
  private static final Direction BACK = new Direction(0, 1, 0);
  private static final Direction HEAD = new Direction(0, 0, 1);

  private final BinaryMask mask;
  private final VoxelGrid grid;
  private final MaskFacts facts;
  private final Measures out;
  private final double singleSliceMm;

  private MaskMeasurer(BinaryMask mask, double singleSliceMm) {
    this.mask = mask;
    this.grid = mask.grid();
    this.singleSliceMm = singleSliceMm;
    this.facts = MaskFacts.of(mask, singleSliceMm);
    boolean cut = facts.firstSlice() == 0 || facts.lastSlice() == grid.slices() - 1;
    this.out = new Measures(facts, cut || facts.touchesRim());
  }

  /**
   * All features of a mask that is not empty.
   *
   * @param ct on the same grid; empty: nothing is said of its HU
   * @param body the body's mask; empty: nothing is said of its place in it
   */
  static Measures of(
      BinaryMask mask,
      RoiType type,
      Optional<CtVolume> ct,
      Optional<BinaryMask> body,
      double singleSliceMm) {
    MaskMeasurer measurer = new MaskMeasurer(mask, singleSliceMm);
    boolean isBody = type == RoiType.EXTERNAL;
    measurer.extent();
    SliceRun run = new SliceRun(mask, measurer.facts);
    run.into(measurer.out);
    MaskBox box = MaskBox.around(mask, Surroundings.SIDE_MM);
    measurer.solid(box);
    ct.ifPresent(c -> measurer.tissue(c, box, isBody));
    if (isBody) {
      measurer.out.put(Feature.FLAT_WIDTH, run.flatWidth());
    } else {
      new Surroundings(box).into(ct, measurer.out);
      body.ifPresent(b -> measurer.against(b, run));
    }
    return measurer.out;
  }

  private void extent() {
    double length = 0;
    for (int s = facts.firstSlice(); s <= facts.lastSlice(); s++) {
      length += grid.sliceThicknessMm(s, singleSliceMm);
    }
    out.put(Feature.VOLUME, facts.volumeCc());
    out.put(Feature.LENGTH, length);
    out.put(Feature.SECTION, facts.volumeCc() * 10 / length);
    double[][] cov = covariance();
    out.put(Feature.SPREAD_LR, spread(cov, LEFT));
    out.put(Feature.SPREAD_AP, spread(cov, BACK));
    out.put(Feature.SPREAD_HF, spread(cov, HEAD));
  }

  /** Of the voxels' places along normal, column and row of the grid, mm2. */
  private double[][] covariance() {
    double[] sum = new double[3];
    double[][] squares = new double[3][3];
    BitSet bits = mask.toBitSet();
    int columns = grid.columns();
    int plane = grid.rows() * columns;
    double[] at = new double[3];
    for (int b = bits.nextSetBit(0); b >= 0; b = bits.nextSetBit(b + 1)) {
      at[0] = grid.slicePositionMm(b / plane);
      at[1] = b % plane / columns * grid.rowSpacingMm();
      at[2] = b % columns * grid.columnSpacingMm();
      for (int i = 0; i < 3; i++) {
        sum[i] += at[i];
        for (int j = i; j < 3; j++) {
          squares[i][j] += at[i] * at[j];
        }
      }
    }
    double n = bits.cardinality();
    for (int i = 0; i < 3; i++) {
      for (int j = i; j < 3; j++) {
        squares[i][j] = squares[i][j] / n - sum[i] / n * (sum[j] / n);
        squares[j][i] = squares[i][j];
      }
    }
    return squares;
  }

  private double spread(double[][] cov, Direction axis) {
    double[] v = {
      axis.dot(grid.orientation().normal()),
      axis.dot(grid.orientation().alongColumn()),
      axis.dot(grid.orientation().alongRow())
    };
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        sum += v[i] * cov[i][j] * v[j];
      }
    }
    return Math.sqrt(Math.max(0, sum));
  }

  private void solid(MaskBox box) {
    BitVolume bits = box.bits();
    long voxels = mask.count();
    BitVolume filled = Morphology.fillHolesInPlane(bits);
    BitVolume holes = filled.copy().andNot(bits);
    int worst = facts.firstSlice() - box.firstSlice();
    for (int s = 0; s < bits.slices(); s++) {
      worst = holes.count(s) > holes.count(worst) ? s : worst;
    }
    out.put(Feature.HOLE_SHARE, holes.count() / (double) filled.count(), box.firstSlice() + worst);
    Components pieces = Components.of(bits);
    long apart = voxels - pieces.size(pieces.largest());
    double cc = apart * facts.volumeCc() / voxels;
    if (apart == 0) {
      out.put(Feature.PIECES, 0);
    } else {
      int largest = pieces.largest();
      BitVolume rest = pieces.paint(c -> c != largest);
      int slice = 0;
      while (rest.count(slice) == 0) {
        slice++;
      }
      out.put(Feature.PIECES, cc, box.firstSlice() + slice);
    }
  }

  private void tissue(CtVolume ct, MaskBox box, boolean isBody) {
    HuSums all = HuSums.of(ct, mask.toBitSet());
    out.put(Feature.HU_MEAN, all.mean());
    out.put(Feature.HU_SD, all.deviation());
    out.put(Feature.AIR_SHARE, all.below() / (double) all.count());
    out.put(Feature.BONE_SHARE, all.above() / (double) all.count());
    if (isBody) {
      return;
    }
    BitVolume bits = box.bits();
    Morphology morphology = box.morphology(singleSliceMm);
    BitVolume rim = bits.copy().andNot(morphology.erodeInPlane(bits, SHELL_MM));
    BitVolume shell = morphology.dilateInPlane(bits, SHELL_MM).andNot(bits);
    out.put(Feature.RIM_HU, box.meanHu(ct, rim));
    out.put(Feature.SHELL_HU, box.meanHu(ct, shell));
  }

  private void against(BinaryMask body, SliceRun run) {
    Surroundings.skin(run, body, out);
    BitSet outside = mask.toBitSet();
    outside.andNot(body.toBitSet());
    int plane = grid.rows() * grid.columns();
    int at = outside.isEmpty() ? facts.firstSlice() : outside.nextSetBit(0) / plane;
    out.put(Feature.OUTSIDE, outside.cardinality() / (double) mask.count(), at);
    BitSet near = body.toBitSet();
    near.clear(0, facts.firstSlice() * plane);
    near.clear((facts.lastSlice() + 1) * plane, grid.slices() * plane);
    if (!near.isEmpty()) {
      PatientPoint middle = MaskFacts.of(BinaryMask.wrap(grid, near), singleSliceMm).centroid();
      out.put(Feature.BODY_LR, facts.centroid().xMm() - middle.xMm());
      out.put(Feature.BODY_AP, facts.centroid().yMm() - middle.yMm());
    }
  }

  /** Sums over the HU of some voxels. */
  private record HuSums(long count, double sum, double squares, long below, long above) {
    static HuSums of(CtVolume ct, BitSet bits) {
      var values = ct.values();
      double sum = 0;
      double squares = 0;
      long below = 0;
      long above = 0;
      for (int b = bits.nextSetBit(0); b >= 0; b = bits.nextSetBit(b + 1)) {
        int hu = values.get(b);
        sum += hu;
        squares += (double) hu * hu;
        below += hu < AIR_BELOW_HU ? 1 : 0;
        above += hu > BONE_ABOVE_HU ? 1 : 0;
      }
      return new HuSums(bits.cardinality(), sum, squares, below, above);
    }

    double mean() {
      return sum / count;
    }

    double deviation() {
      return Math.sqrt(Math.max(0, squares / count - mean() * mean()));
    }
  }
}
