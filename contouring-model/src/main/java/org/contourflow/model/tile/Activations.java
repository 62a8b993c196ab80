package org.contourflow.model.tile;

import org.contourflow.model.manifest.Output.Activation;

/** Softmax and sigmoid over {@code [class][voxel]}, in place. */
public final class Activations {
  private Activations() {}

  /** Voxels {@code from} to {@code to}, exclusive, of an array of {@code volume} a class. */
  public static void apply(Activation kind, float[] v, int classes, int volume, int from, int to) {
    for (int i = from; i < to && kind != Activation.NONE; i++) {
      float most = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        most = Math.max(most, v[c * volume + i]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        int at = c * volume + i;
        if (kind == Activation.SIGMOID) {
          v[at] = (float) (1 / (1 + Math.exp(-v[at])));
        } else {
          double e = Math.exp(v[at] - most);
          v[at] = (float) e;
          sum += e;
        }
      }
      for (int c = 0; c < classes && kind == Activation.SOFTMAX; c++) {
        v[c * volume + i] /= (float) sum;
      }
    }
  }

  /** One plane, {@code [class][voxel]}. */
  public static void apply(Activation kind, float[][] plane) {
    float[] one = new float[plane.length];
    for (int i = 0; i < plane[0].length && kind != Activation.NONE; i++) {
      for (int c = 0; c < plane.length; c++) {
        one[c] = plane[c][i];
      }
      apply(kind, one, plane.length, 1, 0, 1);
      for (int c = 0; c < plane.length; c++) {
        plane[c][i] = one[c];
      }
    }
  }
}
