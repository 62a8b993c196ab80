package org.contourflow.model.prepare;

import org.contourflow.model.manifest.PrepareStep.CtPercentile;
import org.contourflow.model.manifest.PrepareStep.Normalise;
import org.contourflow.model.manifest.PrepareStep.Range;
import org.contourflow.model.manifest.PrepareStep.Rescale01;
import org.contourflow.model.manifest.PrepareStep.Unchanged;
import org.contourflow.model.manifest.PrepareStep.Window;
import org.contourflow.model.manifest.PrepareStep.ZScore;

/** Maps a block's values in place; every scheme is clip, subtract, divide, clip. */
final class Normaliser {
  private static final double SMALLEST_STD = 1e-8;

  private final double clipLow;
  private final double clipHigh;
  private final double factor;
  private final double offset;
  private final double outLow;
  private final double outHigh;
  private final boolean nonzeroOnly;

  private Normaliser(
      double clipLow,
      double clipHigh,
      double factor,
      double offset,
      double outLow,
      double outHigh,
      boolean nonzeroOnly) {
    this.clipLow = clipLow;
    this.clipHigh = clipHigh;
    this.factor = factor;
    this.offset = offset;
    this.outLow = outLow;
    this.outHigh = outHigh;
    this.nonzeroOnly = nonzeroOnly;
  }

  private static Normaliser linear(
      double clipLow,
      double clipHigh,
      double factor,
      double offset,
      double outLow,
      double outHigh) {
    return new Normaliser(clipLow, clipHigh, factor, offset, outLow, outHigh, false);
  }

  /** The scheme, with what it needs to know of the values. */
  static Normaliser of(Normalise scheme, float[] values) {
    double inf = Double.POSITIVE_INFINITY;
    if (scheme instanceof CtPercentile p) {
      double std = Math.max(p.std(), SMALLEST_STD);
      return linear(p.low(), p.high(), 1 / std, -p.mean() / std, -inf, inf);
    }
    if (scheme instanceof Window w) {
      return linear(-inf, inf, 2 / w.width(), -2 * w.level() / w.width(), -1, 1);
    }
    if (scheme instanceof Range r) {
      double factor = (r.toHigh() - r.toLow()) / (r.fromHigh() - r.fromLow());
      double low = r.clip() ? Math.min(r.toLow(), r.toHigh()) : -inf;
      double high = r.clip() ? Math.max(r.toLow(), r.toHigh()) : inf;
      return linear(-inf, inf, factor, r.toLow() - factor * r.fromLow(), low, high);
    }
    if (scheme instanceof ZScore z) {
      return zScore(z, values);
    }
    if (scheme instanceof Rescale01) {
      return rescale(values);
    }
    if (scheme instanceof Unchanged) {
      return linear(-inf, inf, 1, 0, -inf, inf);
    }
    throw new IllegalArgumentException("no rule for " + scheme);
  }

  private static Normaliser zScore(ZScore scheme, float[] values) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float v : values) {
      if (!scheme.nonzeroOnly() || v != 0) {
        sum += v;
        squares += (double) v * v;
        count++;
      }
    }
    double mean = count == 0 ? 0 : sum / count;
    double std = count == 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean));
    double factor = std == 0 ? 1 : 1 / std;
    double clip = scheme.clipTo().orElse(Double.POSITIVE_INFINITY);
    double inf = Double.POSITIVE_INFINITY;
    return new Normaliser(-inf, inf, factor, -mean * factor, -clip, clip, scheme.nonzeroOnly());
  }

  private static Normaliser rescale(float[] values) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float v : values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    double factor = high > low ? 1.0 / (high - low) : 0;
    double inf = Double.POSITIVE_INFINITY;
    return linear(-inf, inf, factor, -low * factor, -inf, inf);
  }

  /** One value. */
  float apply(float value) {
    if (nonzeroOnly && value == 0) {
      return 0;
    }
    double clipped = Math.max(clipLow, Math.min(clipHigh, value));
    return (float) Math.max(outLow, Math.min(outHigh, clipped * factor + offset));
  }

  /** All values, in place. */
  void apply(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = apply(values[i]);
    }
  }
}
