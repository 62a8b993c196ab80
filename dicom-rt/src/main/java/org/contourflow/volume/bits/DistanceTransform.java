package org.contourflow.volume.bits;

import java.util.Arrays;

/**
 * Exact Euclidean distance to the nearest seed on a rectilinear lattice, whose positions along each
 * axis need not be even (Felzenszwalb and Huttenlocher 2012: the lower envelope of parabolas, axis
 * by axis).
 */
public final class DistanceTransform {
  private static final double FAR = 1e20;

  private DistanceTransform() {}

  /**
   * Distances in mm, row-major like {@code seeds}; huge where there is no seed at all.
   *
   * @param positionsMm ascending positions along slice, row and column
   */
  public static double[] mm(boolean[] seeds, double[][] positionsMm) {
    double[] squared = new double[seeds.length];
    for (int i = 0; i < seeds.length; i++) {
      squared[i] = seeds[i] ? 0 : FAR;
    }
    int[] strides = {positionsMm[1].length * positionsMm[2].length, positionsMm[2].length, 1};
    for (int axis = 2; axis >= 0; axis--) {
      alongAxis(squared, positionsMm[axis], strides[axis]);
    }
    Arrays.setAll(squared, i -> Math.sqrt(squared[i]));
    return squared;
  }

  private static void alongAxis(double[] squared, double[] at, int stride) {
    int n = at.length;
    double[] line = new double[n];
    int[] parabola = new int[n];
    double[] border = new double[n + 1];
    for (int start = 0; start < squared.length; start++) {
      if (start / stride % n != 0) {
        continue;
      }
      for (int i = 0; i < n; i++) {
        line[i] = squared[start + i * stride];
      }
      envelope(line, at, parabola, border);
      int k = 0;
      for (int i = 0; i < n; i++) {
        while (border[k + 1] < at[i]) {
          k++;
        }
        double d = at[i] - at[parabola[k]];
        squared[start + i * stride] = Math.min(FAR, d * d + line[parabola[k]]);
      }
    }
  }

  private static void envelope(double[] f, double[] at, int[] parabola, double[] border) {
    int k = 0;
    parabola[0] = 0;
    border[0] = Double.NEGATIVE_INFINITY;
    border[1] = Double.POSITIVE_INFINITY;
    for (int q = 1; q < f.length; q++) {
      double s = crossing(f, at, parabola[k], q);
      while (s <= border[k]) {
        k--;
        s = crossing(f, at, parabola[k], q);
      }
      k++;
      parabola[k] = q;
      border[k] = s;
      border[k + 1] = Double.POSITIVE_INFINITY;
    }
  }

  private static double crossing(double[] f, double[] at, int p, int q) {
    return ((f[q] - f[p]) / (at[q] - at[p]) + at[q] + at[p]) / 2;
  }
}
