package org.contourflow.train;

/**
 * AdamW (Loshchilov and Hutter 2019): Adam with decoupled weight decay on convolution weights, and
 * gradients clipped by their norm over all parameters. Its whole state is in plain arrays, so that
 * a checkpoint resumes exactly.
 */
final class AdamW {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final double weightDecay;
  private final double largestNorm;
  private final boolean[] decayed;
  private final float[][] pace;
  final float[][] first;
  final float[][] second;

  /**
   * @param decayed which parameters decay
   * @param largestNorm gradients of a larger norm are scaled down to it
   */
  AdamW(float[][] weights, boolean[] decayed, double weightDecay, double largestNorm) {
    this.weightDecay = weightDecay;
    this.largestNorm = largestNorm;
    this.decayed = decayed;
    pace = new float[weights.length][];
    first = zeros(weights);
    second = zeros(weights);
  }

  /**
   * Lets single values of a parameter learn faster or slower than the others.
   *
   * @param factors of the rate, a value of the parameter each
   */
  void pace(int parameter, float[] factors) {
    pace[parameter] = factors.clone();
  }

  private static float[][] zeros(float[][] like) {
    float[][] z = new float[like.length][];
    for (int i = 0; i < z.length; i++) {
      z[i] = new float[like[i].length];
    }
    return z;
  }

  /** Norm of all gradients together. */
  static double norm(float[][] gradients) {
    double sum = 0;
    for (float[] g : gradients) {
      for (float v : g) {
        sum += (double) v * v;
      }
    }
    return Math.sqrt(sum);
  }

  /**
   * Updates the weights in place.
   *
   * @param step counted from 1
   */
  void update(float[][] weights, float[][] gradients, double norm, double rate, long step) {
    float scale = (float) Math.min(1, largestNorm / (norm + 1e-12));
    double bias1 = 1 - Math.pow(BETA1, step);
    double bias2 = Math.sqrt(1 - Math.pow(BETA2, step));
    float size = (float) (rate / bias1);
    for (int i = 0; i < weights.length; i++) {
      float keep = decayed[i] ? (float) (1 - rate * weightDecay) : 1f;
      float[] w = weights[i];
      float[] m = first[i];
      float[] v = second[i];
      float[] g = gradients[i];
      for (int j = 0; j < w.length; j++) {
        float gradient = g[j] * scale;
        m[j] = BETA1 * m[j] + (1 - BETA1) * gradient;
        v[j] = BETA2 * v[j] + (1 - BETA2) * gradient * gradient;
        float denominator = (float) (Math.sqrt(v[j]) / bias2) + EPSILON;
        float stride = pace[i] == null ? size : size * pace[i][j];
        w[j] = keep * w[j] - stride * m[j] / denominator;
      }
    }
  }
}
