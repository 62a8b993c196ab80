package org.contourflow.model.prepare;

import org.contourflow.model.array.AxisTrace;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.array.Spacing3;
import org.contourflow.model.manifest.PrepareStep.Grid;
import org.contourflow.model.manifest.PrepareStep.Resample;

/** Resamples a block to a spacing or a shape by a manifest's convention. */
final class ResampleStep {
  /**
   * Old voxels per new one from which anti-aliasing acts, as {@code train} averages a fine grid:
   * below it plain interpolation, with which networks are trained, folds little back.
   */
  private static final double ANTIALIAS_FROM = 1.99;

  private final Resample spec;

  ResampleStep(Resample spec) {
    this.spec = spec;
  }

  FloatBlock apply(FloatBlock block) {
    int coarse = coarseAxis(block);
    FloatBlock out = block;
    for (int axis = 0; axis < 3; axis++) {
      if (axis != coarse) {
        out = axis(out, block, axis, spec.order());
      }
    }
    if (spec.order() == 3 && out != block) {
      // scikit-image clips a spline's overshoot to the range that went in.
      clip(block, out, coarse);
    }
    return coarse < 0 ? out : axis(out, block, coarse, spec.orderCoarse());
  }

  /** Of all at once, or of each plane across the axis treated apart. */
  private static void clip(FloatBlock before, FloatBlock after, int coarse) {
    int planes = coarse < 0 ? 1 : before.shape().get(coarse);
    float[] low = new float[planes];
    float[] high = new float[planes];
    java.util.Arrays.fill(low, Float.POSITIVE_INFINITY);
    java.util.Arrays.fill(high, Float.NEGATIVE_INFINITY);
    float[] values = before.values();
    for (int i = 0; i < values.length; i++) {
      int p = plane(before.shape(), coarse, i);
      low[p] = Math.min(low[p], values[i]);
      high[p] = Math.max(high[p], values[i]);
    }
    float[] out = after.values();
    for (int i = 0; i < out.length; i++) {
      int p = plane(after.shape(), coarse, i);
      out[i] = Math.max(low[p], Math.min(high[p], out[i]));
    }
  }

  private static int plane(Shape3 shape, int axis, int index) {
    return switch (axis) {
      case 0 -> index / shape.plane();
      case 1 -> index / shape.axis2() % shape.axis1();
      case 2 -> index % shape.axis2();
      default -> 0;
    };
  }

  /** The CT axis of the axis that is treated apart; -1 for none. */
  int coarseCtAxis(FloatBlock block) {
    int axis = coarseAxis(block);
    return axis < 0 ? -1 : block.trace(axis).ctAxis();
  }

  /** The axis treated apart, by the old spacing or, failing that, by the new one; -1 for none. */
  private int coarseAxis(FloatBlock block) {
    if (spec.spacingMm().isEmpty()) {
      return -1;
    }
    Spacing3 to =
        new Spacing3(
            spec.spacingMm().get().get(0),
            spec.spacingMm().get().get(1),
            spec.spacingMm().get().get(2));
    if (block.spacing().anisotropy() > spec.anisotropyThreshold()) {
      return block.spacing().coarsestAxis();
    }
    return to.anisotropy() > spec.anisotropyThreshold() ? to.coarsestAxis() : -1;
  }

  private FloatBlock axis(FloatBlock block, FloatBlock original, int axis, int order) {
    int n = block.shape().get(axis);
    double from = original.spacing().get(axis);
    double to = spec.spacingMm().isPresent() ? spec.spacingMm().get().get(axis) : 0;
    int length = spec.shape().isPresent() ? spec.shape().get().get(axis) : length(n, from, to);
    boolean same =
        spec.spacingMm().isPresent()
            && (Math.abs(from - to) <= spec.skipToleranceMm()
                || (length == n && spec.grid() == Grid.HALF_PIXEL));
    if (same || (spec.shape().isPresent() && length == n)) {
      return block;
    }
    double newSpacing = spec.spacingMm().isPresent() ? to : from * n / length;
    double factor = factor(n, length, from, newSpacing);
    boolean half = spec.grid() == Grid.HALF_PIXEL;
    double[] coordinates = new double[length];
    for (int i = 0; i < length; i++) {
      coordinates[i] = half ? factor * (i + 0.5) - 0.5 : factor * i;
    }
    double width = spec.antialias() && factor >= ANTIALIAS_FROM ? factor : 1;
    float[] values = new Resampler(order, n, coordinates, spec.border(), width).apply(block, axis);
    AxisTrace old = block.trace(axis);
    AxisTrace trace = half ? old.halfPixelScaled((double) length / n) : old.moved(1 / factor, 0);
    return block.with(axis, length, newSpacing, trace, values);
  }

  /** New length of an axis of {@code n} elements {@code fromMm} apart. */
  int length(int axis, int n, double fromMm) {
    if (spec.shape().isPresent()) {
      return spec.shape().get().get(axis);
    }
    double to = spec.spacingMm().orElseThrow().get(axis);
    return Math.abs(fromMm - to) <= spec.skipToleranceMm() ? n : length(n, fromMm, to);
  }

  private int length(int n, double from, double to) {
    return Math.max(
        1,
        (int)
            (spec.grid() == Grid.CORNER_CENTRE
                ? Math.rint((n - 1) * from / to + 1)
                : Math.rint(from / to * n)));
  }

  /** Old elements per new element. */
  private double factor(int n, int length, double from, double to) {
    return switch (spec.grid()) {
      case HALF_PIXEL -> (double) n / length;
      case CORNER_CENTRE -> to / from;
      case CORNER_ALIGNED -> length == 1 ? 1 : (n - 1.0) / (length - 1.0);
    };
  }
}
