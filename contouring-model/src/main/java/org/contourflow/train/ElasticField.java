package org.contourflow.train;

import java.util.SplittableRandom;

/**
 * A random smooth displacement of a window: a uniform cubic B-spline (Rueckert 1999) over control
 * points 48 mm apart, each displaced along each axis by a normal deviate. Of a control deviation of
 * 12 mm about 0.35 is left as displacement (4 mm), and the gradient's deviation is about 0.09: no
 * fold within five deviations.
 */
final class ElasticField {
  /** Distance of the control points, mm: about the size of a parotid. */
  static final double CONTROL_MM = 48;

  private static final int TAPS = 4;

  private final WindowShape shape;
  private final int[] control = new int[3];
  private final float[][] points = new float[3][];
  private final Axis[] axes = new Axis[3];

  /** A line of control values along the columns, at one slice and row; one an axis displaced. */
  private final float[][] line = new float[3][];

  /**
   * @param spacingMm the window's slice, row, column spacing
   * @param deviationMm standard deviation of a control point's displacement along each axis
   */
  ElasticField(WindowShape shape, double[] spacingMm, double deviationMm, SplittableRandom random) {
    this.shape = shape;
    int[] length = {shape.slices(), shape.rows(), shape.columns()};
    // A random phase: where the control points lie would else be the same in every window.
    for (int i = 0; i < 3; i++) {
      axes[i] = new Axis(length[i], spacingMm[i], random.nextDouble());
      control[i] = axes[i].first[length[i] - 1] + TAPS;
    }
    for (int i = 0; i < 3; i++) {
      points[i] = new float[control[0] * control[1] * control[2]];
      for (int k = 0; k < points[i].length; k++) {
        points[i][k] = (float) Augmentation.gaussian(random, deviationMm);
      }
      line[i] = new float[control[2]];
    }
  }

  /**
   * The displacements of one row of the window, in window mm.
   *
   * @param out [slice, row, column axis][column], filled
   */
  void row(int slice, int row, float[][] out) {
    for (int axis = 0; axis < 3; axis++) {
      collapse(points[axis], slice, row, line[axis]);
      for (int c = 0; c < shape.columns(); c++) {
        float sum = 0;
        for (int k = 0; k < TAPS; k++) {
          sum += axes[2].weight[c][k] * line[axis][axes[2].first[c] + k];
        }
        out[axis][c] = sum;
      }
    }
  }

  private void collapse(float[] values, int slice, int row, float[] along) {
    java.util.Arrays.fill(along, 0);
    for (int i = 0; i < TAPS; i++) {
      for (int j = 0; j < TAPS; j++) {
        float share = axes[0].weight[slice][i] * axes[1].weight[row][j];
        int at = ((axes[0].first[slice] + i) * control[1] + axes[1].first[row] + j) * control[2];
        for (int k = 0; k < along.length; k++) {
          along[k] += share * values[at + k];
        }
      }
    }
  }

  /** Of each index along an axis, the first of its four control points and their weights. */
  private static final class Axis {
    private final int[] first;
    private final float[][] weight;

    Axis(int length, double spacingMm, double phase) {
      first = new int[length];
      weight = new float[length][];
      for (int i = 0; i < length; i++) {
        double at = phase + i * spacingMm / CONTROL_MM;
        first[i] = (int) at;
        weight[i] = cubic(at - first[i]);
      }
    }

    private static float[] cubic(double t) {
      double u = 1 - t;
      return new float[] {
        (float) (u * u * u / 6),
        (float) ((3 * t * t * t - 6 * t * t + 4) / 6),
        (float) ((3 * u * u * u - 6 * u * u + 4) / 6),
        (float) (t * t * t / 6)
      };
    }
  }
}
