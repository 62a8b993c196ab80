package org.contourflow.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.TrainingCase;

/**
 * Dice of every organ on held-back patients, the whole slab at once on the network's grid, without
 * test-time mirroring: quick, to steer by. The figures to report are {@code evaluate}'s.
 */
final class Validation {
  private static final int ROWS = 80;
  private static final int COLUMNS = 96;

  private final TrainableNetwork network;
  private final LabelScheme scheme;
  private final double[] spacingMm;

  Validation(TrainableNetwork network, LabelScheme scheme, double[] spacingMm) {
    this.network = network;
    this.scheme = scheme;
    this.spacingMm = spacingMm.clone();
  }

  /**
   * Mean Dice by class, NaN where no case has the organ; index 0 is the mean over organs, NaN where
   * there is none.
   */
  double[] meanDice(List<TrainingCase> cases) {
    double[] sum = new double[scheme.classes()];
    int[] count = new int[scheme.classes()];
    for (TrainingCase each : cases) {
      double[] dice = dice(each);
      for (int k = 1; k < scheme.classes(); k++) {
        if (!Double.isNaN(dice[k])) {
          sum[k] += dice[k];
          count[k]++;
        }
      }
    }
    double[] mean = new double[scheme.classes()];
    for (int k = 1; k < scheme.classes(); k++) {
      mean[k] = count[k] == 0 ? Double.NaN : sum[k] / count[k];
    }
    mean[0] =
        Arrays.stream(mean, 1, mean.length)
            .filter(d -> !Double.isNaN(d))
            .average()
            .orElse(Double.NaN);
    return mean;
  }

  /** What {@link #meanDice} found, for a person. */
  static String describe(double[] dice, LabelScheme scheme) {
    if (Double.isNaN(dice[0])) {
      return "no validation case has an organ to measure, so there is no Dice and no best.pt";
    }
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "mean Dice %.4f:", dice[0]));
    for (int k = 1; k < dice.length; k++) {
      text.append(String.format(Locale.ROOT, " %s %.3f", scheme.names().get(k), dice[k]));
    }
    return text.toString();
  }

  /** Dice by class of one case; NaN for an organ that was not contoured within the slab. */
  double[] dice(TrainingCase from) {
    DrawnWindow view = DrawnWindow.of(from, spacingMm, ROWS, COLUMNS);
    return dice(view.window().codes(), view.logits(network), from.missing());
  }

  private double[] dice(byte[] codes, float[] logits, boolean[] missing) {
    long[] both = new long[scheme.classes()];
    long[] truth = new long[scheme.classes()];
    long[] found = new long[scheme.classes()];
    for (int i = 0; i < codes.length; i++) {
      int code = codes[i] & 0xFF;
      if (code == LabelScheme.IGNORED) {
        continue;
      }
      int label = mostLikely(logits, i, codes.length);
      int organ = code < scheme.classes() ? code : 0;
      for (int k = 0; k < truth.length; k++) {
        boolean drawn = scheme.covers(k, organ);
        boolean seen = scheme.covers(k, label);
        truth[k] += drawn ? 1 : 0;
        found[k] += seen ? 1 : 0;
        both[k] += drawn && seen ? 1 : 0;
      }
    }
    double[] dice = new double[scheme.classes()];
    for (int k = 0; k < dice.length; k++) {
      boolean counts = !missing[k] && truth[k] > 0;
      dice[k] = counts ? 2.0 * both[k] / (truth[k] + found[k]) : Double.NaN;
    }
    return dice;
  }

  private int mostLikely(float[] logits, int voxel, int voxels) {
    int best = 0;
    for (int k = 1; k < scheme.classes(); k++) {
      if (logits[k * voxels + voxel] > logits[best * voxels + voxel]) {
        best = k;
      }
    }
    return best;
  }
}
