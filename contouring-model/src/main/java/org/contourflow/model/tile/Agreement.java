package org.contourflow.model.tile;

import java.util.Arrays;
import org.contourflow.model.manifest.Output.Activation;

/**
 * How far the first member of an ensemble (the network on the image as it is) agrees with the mean
 * of the others (its mirror images, other folds), a class: soft Dice of the two posteriors over the
 * array, 1 if they are the same.
 */
public final class Agreement {
  private final Activation activation;
  private final int members;
  private final double[] both;
  private final double[] squares;

  Agreement(Activation activation, int members, int classes) {
    this.activation = activation;
    this.members = members;
    this.both = new double[classes];
    this.squares = new double[classes];
  }

  /** One plane before activation: the mean of all members, and the first one; both unchanged. */
  void add(float[][] mean, float[][] first) {
    float[][] a = copy(first);
    float[][] b = copy(mean);
    for (int c = 0; c < b.length; c++) {
      for (int i = 0; i < b[c].length; i++) {
        b[c][i] = (members * mean[c][i] - first[c][i]) / (members - 1);
      }
    }
    Activations.apply(activation, a);
    Activations.apply(activation, b);
    for (int c = 0; c < b.length; c++) {
      for (int i = 0; i < b[c].length; i++) {
        both[c] += (double) a[c][i] * b[c][i];
        squares[c] += (double) a[c][i] * a[c][i] + (double) b[c][i] * b[c][i];
      }
    }
  }

  private static float[][] copy(float[][] in) {
    return Arrays.stream(in).map(float[]::clone).toArray(float[][]::new);
  }

  /** Of a class, 0 to 1. */
  public double of(int channel) {
    return squares[channel] == 0 ? 1 : Math.min(1, 2 * both[channel] / squares[channel]);
  }
}
