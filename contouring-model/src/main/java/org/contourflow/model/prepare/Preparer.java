package org.contourflow.model.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contourflow.geometry.VoxelGrid;
import org.contourflow.model.array.AxisTrace;
import org.contourflow.model.array.CtBox;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.array.Spacing3;
import org.contourflow.model.manifest.ModelManifest;
import org.contourflow.model.manifest.Output.Invert;
import org.contourflow.model.manifest.PrepareStep;
import org.contourflow.model.manifest.PrepareStep.Crop;
import org.contourflow.model.manifest.PrepareStep.CropTo;
import org.contourflow.model.manifest.PrepareStep.Normalise;
import org.contourflow.model.manifest.PrepareStep.Orient;
import org.contourflow.model.manifest.PrepareStep.PerChannel;
import org.contourflow.model.manifest.PrepareStep.Resample;
import org.contourflow.volume.CtVolume;

/** Takes a CT through a manifest's preprocessing. Works on no state; one call a CT. */
public final class Preparer {
  /** Slice steps that differ by more are resampled to the smallest step first, linearly. */
  static final double EVEN_TOLERANCE_MM = 0.01;

  private final ModelManifest manifest;

  public Preparer(ModelManifest manifest) {
    this.manifest = manifest;
  }

  /**
   * What a network gets.
   *
   * @param channels the array of each channel before padding and tiling, all of one shape
   * @param airValues what {@code skip_air_below_hu} became in each channel; empty: not asked for
   * @param coarseAxis the block's axis that resampling treated apart, -1 if none
   * @param leftRightAxis the block's axis along the patient's left-right, -1 if unknown
   */
  public record Prepared(
      List<FloatBlock> channels, List<Float> airValues, int coarseAxis, int leftRightAxis) {
    public Prepared {
      channels = List.copyOf(channels);
      airValues = List.copyOf(airValues);
      if (channels.stream().map(FloatBlock::shape).distinct().count() != 1) {
        throw new IllegalArgumentException("channels of one CT have one shape");
      }
    }

    /** The first channel's array, whose shape, spacing and traces all share. */
    public FloatBlock block() {
      return channels.get(0);
    }
  }

  /** One channel on its way. */
  private record Channel(FloatBlock block, Optional<Float> air, int coarseCtAxis) {}

  /**
   * Whether the manifest's axes can be had of this grid: false for a stack too oblique to the
   * patient's axes for a network that needs an orientation, or whose left and right are swapped in
   * mirrored runs.
   */
  public boolean canOrient(VoxelGrid grid) {
    boolean needs =
        manifest.input().axes().letters().isPresent()
            || manifest.prepare().stream().anyMatch(Orient.class::isInstance)
            || !manifest.ensemble().swapLabels().isEmpty();
    return !needs || Orienter.of(grid).isPresent();
  }

  /**
   * The part of the CT that is used: cropped to the patient first if the manifest says so.
   *
   * @return empty if there is no patient to crop to
   */
  public Optional<CtBox> box(CtVolume ct) {
    if (!manifest.prepare().isEmpty()
        && manifest.prepare().get(0) instanceof Crop crop
        && crop.to() == CropTo.BODY) {
      return BodyMask.box(BodyMask.of(ct)).map(b -> b.widened(ct.grid(), crop.marginMm()));
    }
    return Optional.of(CtBox.whole(ct.grid()));
  }

  /** Runs all steps on a part of the CT, for each channel. */
  public Prepared prepare(CtVolume ct, CtBox box) {
    List<FloatBlock> blocks = new ArrayList<>();
    List<Float> air = new ArrayList<>();
    int coarseCtAxis = -1;
    for (int c = 0; c < manifest.input().channels().size(); c++) {
      Channel channel = channel(ct, box, c);
      blocks.add(channel.block());
      channel.air().ifPresent(air::add);
      coarseCtAxis = channel.coarseCtAxis();
    }
    FloatBlock block = blocks.get(0);
    int coarseAxis = -1;
    for (int axis = 0; axis < 3; axis++) {
      coarseAxis = block.trace(axis).ctAxis() == coarseCtAxis ? axis : coarseAxis;
    }
    return new Prepared(blocks, air, coarseAxis, Orienter.leftRightAxis(ct.grid(), block));
  }

  private Channel channel(CtVolume ct, CtBox box, int index) {
    int padding = manifest.input().channels().get(index).paddingHu();
    FloatBlock block = evenSlices(extract(ct, box, (short) padding), ct.grid(), box);
    if (manifest.input().axes().letters().isPresent()) {
      block = orienter(ct).apply(block, manifest.input().axes().letters().get());
    }
    var t = manifest.input().transpose();
    block = block.permuted(t.get(0), t.get(1), t.get(2));
    int coarse = -1;
    Optional<Float> air = manifest.tiling().skipAir().map(Double::floatValue);
    for (PrepareStep listed : manifest.prepare()) {
      PrepareStep step = listed instanceof PerChannel p ? p.schemes().get(index) : listed;
      if (step instanceof Normalise scheme) {
        Normaliser normaliser = Normaliser.of(scheme, block.values());
        normaliser.apply(block.values());
        air = air.map(normaliser::apply);
      } else {
        if (step instanceof Resample resample) {
          coarse = new ResampleStep(resample).coarseCtAxis(block);
        }
        block = apply(step, block, ct);
      }
    }
    return new Channel(block, air, coarse);
  }

  private FloatBlock apply(PrepareStep step, FloatBlock block, CtVolume ct) {
    if (step instanceof Resample resample) {
      return new ResampleStep(resample).apply(block);
    }
    if (step instanceof Orient orient) {
      return orienter(ct).apply(block, orient.letters());
    }
    if (step instanceof Crop crop && crop.to() != CropTo.BODY) {
      return cropValues(block, crop);
    }
    return block;
  }

  private static Orienter orienter(CtVolume ct) {
    return Orienter.of(ct.grid())
        .orElseThrow(() -> new IllegalArgumentException("the stack is too oblique to orient"));
  }

  private static FloatBlock extract(CtVolume ct, CtBox box, short padding) {
    VoxelGrid grid = ct.grid();
    Shape3 shape = box.shape();
    float[] values = new float[Math.toIntExact(shape.volume())];
    short[] slice = new short[grid.rows() * grid.columns()];
    int k = 0;
    for (int s = box.firstSlice(); s < box.endSlice(); s++) {
      ct.copySlice(s, slice);
      for (int r = box.firstRow(); r < box.endRow(); r++) {
        for (int c = box.firstColumn(); c < box.endColumn(); c++) {
          values[k++] = Math.max(padding, slice[r * grid.columns() + c]);
        }
      }
    }
    return new FloatBlock(
        shape,
        new Spacing3(stepMm(grid), grid.rowSpacingMm(), grid.columnSpacingMm()),
        values,
        AxisTrace.start(0, box.firstSlice(), shape.axis0()),
        AxisTrace.start(1, box.firstRow(), shape.axis1()),
        AxisTrace.start(2, box.firstColumn(), shape.axis2()));
  }

  /** Step between slices: the mean of an even stack's, whose steps differ by rounding only. */
  static double stepMm(VoxelGrid grid) {
    if (grid.slices() == 1) {
      return 1;
    }
    return grid.isEvenlySpaced(EVEN_TOLERANCE_MM)
        ? grid.slicePositionMm(grid.slices() - 1) / (grid.slices() - 1)
        : grid.smallestSliceStepMm(1);
  }

  /** Slices at uneven positions, each at its own, to the smallest step. */
  private static FloatBlock evenSlices(FloatBlock block, VoxelGrid grid, CtBox box) {
    int n = block.shape().axis0();
    if (n == 1 || grid.isEvenlySpaced(EVEN_TOLERANCE_MM)) {
      return block;
    }
    double step = block.spacing().axis0Mm();
    double first = grid.slicePositionMm(box.firstSlice());
    double[] there = new double[n];
    for (int i = 0; i < n; i++) {
      there[i] = (grid.slicePositionMm(box.firstSlice() + i) - first) / step;
    }
    int length = (int) Math.ceil(there[n - 1] - 1e-6) + 1;
    double[] back = new double[length];
    for (int i = 0, below = 0; i < length; i++) {
      while (below < n - 2 && there[below + 1] <= i) {
        below++;
      }
      back[i] = below + Math.min(1, (i - there[below]) / (there[below + 1] - there[below]));
    }
    float[] values = new Resampler(1, n, back).apply(block, 0);
    return block.with(0, length, step, new AxisTrace(0, box.firstSlice(), there), values);
  }

  private FloatBlock cropValues(FloatBlock block, Crop crop) {
    Shape3 shape = block.shape();
    int[] low = {shape.axis0(), shape.axis1(), shape.axis2()};
    int[] high = {0, 0, 0};
    int k = 0;
    for (int i = 0; i < shape.axis0(); i++) {
      for (int j = 0; j < shape.axis1(); j++) {
        for (int l = 0; l < shape.axis2(); l++, k++) {
          float v = block.values()[k];
          if (crop.to() == CropTo.NONZERO ? v != 0 : v > crop.thresholdHu()) {
            low[0] = Math.min(low[0], i);
            low[1] = Math.min(low[1], j);
            low[2] = Math.min(low[2], l);
            high[0] = Math.max(high[0], i + 1);
            high[1] = Math.max(high[1], j + 1);
            high[2] = Math.max(high[2], l + 1);
          }
        }
      }
    }
    if (high[0] == 0) {
      return block;
    }
    for (int axis = 0; axis < 3; axis++) {
      int margin = (int) Math.ceil(crop.marginMm() / block.spacing().get(axis));
      low[axis] = Math.max(0, low[axis] - margin);
      high[axis] = Math.min(shape.get(axis), high[axis] + margin);
    }
    Shape3 extent = new Shape3(high[0] - low[0], high[1] - low[1], high[2] - low[2]);
    return extent.equals(shape) ? block : block.cropped(extent, low[0], low[1], low[2], reach());
  }

  private double reach() {
    boolean nearest = manifest.output().order() == 0 || manifest.output().invert() == Invert.LABELS;
    return nearest ? 0.5 : 1;
  }
}
