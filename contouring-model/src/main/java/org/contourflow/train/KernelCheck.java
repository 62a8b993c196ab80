package org.contourflow.train;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.train.TrainableNetwork.LossAndGradients;

/**
 * Compares the engine's fast convolutions, forward and gradients, with the same network run in
 * float64, which uses other kernels. Known need: libtorch 2.7.1's fp32 3-D convolutions give wrong
 * numbers for some widths and layouts without a word.
 */
final class KernelCheck {
  /**
   * Largest relative error of a parameter's gradient, and of the loss, fp32 against float64. Sound
   * kernels stay at 0.1 % on noise and at 1 % where a window has much air; wrong ones are off by
   * 100 %.
   */
  static final double TOLERANCE = 0.05;

  /** Gradients below this share of the largest one are rounding and are not compared. */
  private static final double NEGLIGIBLE = 1e-6;

  private KernelCheck() {}

  /** Names of what is wrong; empty if all is well. */
  static List<String> findings(TrainableNetwork network, Batch batch, Loss loss) {
    return compare(
        network.names(),
        network.lossAndGradients(loss.method(), batch),
        network.lossAndGradients(loss.exact(), batch));
  }

  static List<String> compare(List<String> names, LossAndGradients fast, LossAndGradients exact) {
    List<String> findings = new ArrayList<>();
    if (!(Math.abs(fast.loss() - exact.loss()) <= TOLERANCE * Math.abs(exact.loss()))) {
      findings.add("loss " + fast.loss() + " instead of " + exact.loss());
    }
    double scale = AdamW.norm(exact.gradients());
    for (int i = 0; i < names.size(); i++) {
      double size = AdamW.norm(new float[][] {exact.gradients()[i]});
      double error = distance(fast.gradients()[i], exact.gradients()[i]);
      if (!(error <= TOLERANCE * Math.max(size, NEGLIGIBLE * scale))) {
        findings.add("gradient of " + names.get(i) + " is wrong by " + error / size);
      }
    }
    return findings;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = (double) a[i] - b[i];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }
}
