package org.contourflow.model.prepare;

import org.contourflow.model.manifest.ModelManifest.Grid;
import org.contourflow.model.manifest.ModelManifest.Resample;

/** Resamples a block to a spacing or a shape by a manifest's convention. */
final class ResampleStep {
  private final Resample spec;

  ResampleStep(Resample spec) {
    this.spec = spec;
  }

  FloatBlock apply(FloatBlock block) {
    int coarse = coarseAxis(block);
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float v : block.values()) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    FloatBlock out = block;
    for (int axis = 0; axis < 3; axis++) {
      if (axis != coarse) {
        out = axis(out, block, axis, spec.order());
      }
    }
    if (spec.order() == 3 && out != block) {
      // scikit-image clips a spline's overshoot to the range that went in.
      clip(out.values(), low, high);
    }
    return coarse < 0 ? out : axis(out, block, coarse, spec.orderCoarse());
  }

  private static void clip(float[] values, float low, float high) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(low, Math.min(high, values[i]));
    }
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
    double offset = spec.grid() == Grid.HALF_PIXEL ? factor / 2 - 0.5 : 0;
    double[] coordinates = new double[length];
    for (int i = 0; i < length; i++) {
      coordinates[i] = factor * i + offset;
    }
    float[] values = new Resampler(order, n, coordinates).apply(block, axis);
    AxisTrace trace = block.trace(axis).moved(1 / factor, -offset / factor);
    return block.with(axis, length, newSpacing, trace, values);
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
