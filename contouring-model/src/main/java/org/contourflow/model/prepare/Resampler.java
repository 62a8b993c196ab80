package org.contourflow.model.prepare;

import java.util.stream.IntStream;
import org.contourflow.model.array.FloatBlock;
import org.contourflow.model.array.Shape3;
import org.contourflow.model.manifest.PrepareStep.Border;

/**
 * Resamples one axis of an array by a spline of order 0, 1 or 3; an order-3 tensor spline is the
 * three axes one after the other. Beyond the ends the border value goes on ("nearest", "edge"), or
 * for orders 0 and 1 it may be 0, fading over one element as torch's grid_sample has it.
 *
 * <p>Order 3 is the interpolating cubic B-spline, as scipy's zoom and scikit-image's resize have
 * it: the line is padded by 12 border values, prefiltered, and evaluated.
 */
final class Resampler {
  private static final int PAD = 12;
  private static final double POLE = Math.sqrt(3) - 2;

  /** Lines worked on together, so that inner loops run over neighbours. */
  private static final int LANES = 64;

  private final int order;
  private final int inLength;
  private final int[] base;
  private final double[][] weights;

  /**
   * For one axis.
   *
   * @param coordinates of each new element, in old elements
   */
  Resampler(int order, int inLength, double[] coordinates) {
    this(order, inLength, coordinates, Border.EDGE, 1);
  }

  /**
   * As {@link #Resampler(int, int, double[])}, with what lies beyond the ends, and anti-aliasing.
   *
   * @param width old elements per new one; with order 1 and above 1 the linear kernel's triangle is
   *     that much wider, so that what the new grid cannot hold is averaged away instead of folded
   *     back as noise
   */
  Resampler(int order, int inLength, double[] coordinates, Border border, double width) {
    this.order = order;
    this.inLength = inLength;
    this.base = new int[coordinates.length];
    this.weights = new double[coordinates.length][];
    for (int i = 0; i < coordinates.length; i++) {
      if (order == 1 && width > 1) {
        triangle(i, coordinates[i], width);
        continue;
      }
      tap(i, coordinates[i]);
      if (border == Border.ZERO) {
        fade(i, coordinates[i]);
      }
    }
  }

  /** Replaces the weights of an element beyond the ends. */
  private void fade(int i, double x) {
    double beyond = Math.max(-x, x - (inLength - 1));
    if (beyond > 0) {
      base[i] = x < 0 ? 0 : inLength - 1;
      double share = order == 0 ? (beyond > 0.5 ? 0 : 1) : Math.max(0, 1 - beyond);
      weights[i] = new double[] {share};
    }
  }

  /** Weights of the elements nearer than {@code width}, cut at the ends, of sum 1. */
  private void triangle(int i, double x, double width) {
    int first = Math.max(0, (int) Math.floor(x - width) + 1);
    int last = Math.min(inLength - 1, (int) Math.ceil(x + width) - 1);
    double[] w = new double[last - first + 1];
    double sum = 0;
    for (int t = 0; t < w.length; t++) {
      w[t] = Math.max(0, 1 - Math.abs(first + t - x) / width);
      sum += w[t];
    }
    for (int t = 0; t < w.length; t++) {
      w[t] /= sum;
    }
    base[i] = first;
    weights[i] = w;
  }

  private void tap(int i, double coordinate) {
    double x = order == 3 ? coordinate : Math.max(0, Math.min(inLength - 1, coordinate));
    switch (order) {
      case 0 -> {
        base[i] = Math.max(0, Math.min(inLength - 1, (int) Math.floor(x + 0.5)));
        weights[i] = new double[] {1};
      }
      case 1 -> {
        base[i] = Math.max(0, Math.min((int) Math.floor(x), inLength - 2));
        double f = inLength == 1 ? 0 : x - base[i];
        weights[i] = inLength == 1 ? new double[] {1} : new double[] {1 - f, f};
      }
      default -> {
        double padded = Math.max(1, Math.min(inLength + 2 * PAD - 3, x + PAD));
        base[i] = (int) Math.floor(padded) - 1;
        weights[i] = cubic(padded - Math.floor(padded));
      }
    }
  }

  /** The cubic B-spline at the four neighbours of a point a share {@code f} past the second. */
  private static double[] cubic(double f) {
    double g = 1 - f;
    return new double[] {
      g * g * g / 6,
      (4 - 6 * f * f + 3 * f * f * f) / 6,
      (4 - 6 * g * g + 3 * g * g * g) / 6,
      f * f * f / 6
    };
  }

  /** All lines of the block along {@code axis}. */
  float[] apply(FloatBlock block, int axis) {
    Shape3 shape = block.shape();
    int out = base.length;
    float[] to = new float[Math.toIntExact(shape.volume() / inLength * out)];
    if (axis == 2) {
      int lines = shape.axis0() * shape.axis1();
      chunks(lines)
          .forEach(
              c -> {
                Lanes in = new Lanes(block.values(), c * inLength, 1, inLength);
                Lanes result = new Lanes(to, c * out, 1, out);
                run(in, result, Math.min(LANES, lines - c));
              });
      return to;
    }
    int inner = axis == 0 ? shape.plane() : shape.axis2();
    int outer = axis == 0 ? 1 : shape.axis0();
    for (int o = 0; o < outer; o++) {
      int start = o * inLength * inner;
      int toStart = o * out * inner;
      chunks(inner)
          .forEach(
              c -> {
                Lanes in = new Lanes(block.values(), start + c, inner, 1);
                Lanes result = new Lanes(to, toStart + c, inner, 1);
                run(in, result, Math.min(LANES, inner - c));
              });
    }
    return to;
  }

  private static IntStream chunks(int lanes) {
    return IntStream.range(0, (lanes + LANES - 1) / LANES).parallel().map(i -> i * LANES);
  }

  /** Where parallel lines lie in an array. */
  private record Lanes(float[] array, int start, int along, int across) {}

  private void run(Lanes in, Lanes out, int lanes) {
    int pad = order == 3 ? PAD : 0;
    double[][] lines = new double[inLength + 2 * pad][lanes];
    for (int i = 0; i < lines.length; i++) {
      int from = in.start + Math.max(0, Math.min(inLength - 1, i - pad)) * in.along;
      for (int l = 0; l < lanes; l++) {
        lines[i][l] = in.array[from + l * in.across];
      }
    }
    if (order == 3) {
      prefilter(lines, lanes);
    }
    double[] sum = new double[lanes];
    for (int i = 0; i < base.length; i++) {
      java.util.Arrays.fill(sum, 0);
      for (int t = 0; t < weights[i].length; t++) {
        double w = weights[i][t];
        double[] line = lines[base[i] + t];
        for (int l = 0; l < lanes; l++) {
          sum[l] += w * line[l];
        }
      }
      for (int l = 0; l < lanes; l++) {
        out.array[out.start + i * out.along + l * out.across] = (float) sum[l];
      }
    }
  }

  /** Samples to spline coefficients; the 12 equal border values make the ends' model not matter. */
  private static void prefilter(double[][] lines, int lanes) {
    int n = lines.length;
    double gain = (1 - POLE) * (1 - 1 / POLE);
    for (double[] line : lines) {
      for (int l = 0; l < lanes; l++) {
        line[l] *= gain;
      }
    }
    for (int l = 0; l < lanes; l++) {
      lines[0][l] /= 1 - POLE;
    }
    for (int i = 1; i < n; i++) {
      for (int l = 0; l < lanes; l++) {
        lines[i][l] += POLE * lines[i - 1][l];
      }
    }
    for (int l = 0; l < lanes; l++) {
      lines[n - 1][l] *= POLE / (POLE - 1);
    }
    for (int i = n - 2; i >= 0; i--) {
      for (int l = 0; l < lanes; l++) {
        lines[i][l] = POLE * (lines[i + 1][l] - lines[i][l]);
      }
    }
  }
}
