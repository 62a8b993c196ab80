package org.contourflow.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.contourflow.model.manifest.Plausibility.Knot;

/**
 * Expected Dice as a straight, rising line of a raw measure, by least squares; how good it is, each
 * case predicted by the line through the others. With 20 to 40 cases an organ, more than a line
 * would be fitted to noise.
 *
 * @param points the line's ends, at the least and the largest raw value seen
 * @param correlation Spearman's, of raw measure and Dice
 * @param meanError mean absolute difference of predicted and true Dice, left out one at a time
 * @param meanErrorOfMean the same if every case were given the mean of the others: what a
 *     calibration has to beat
 */
record CalibrationFit(
    List<Knot> points, int cases, double correlation, double meanError, double meanErrorOfMean) {

  /** Fits. */
  static CalibrationFit of(double[] raw, double[] dice) {
    int n = raw.length;
    double error = 0;
    double plain = 0;
    for (int i = 0; i < n; i++) {
      double[] x = without(raw, i);
      double[] y = without(dice, i);
      Line line = Line.through(x, y);
      error += Math.abs(clamp(line.at(raw[i])) - dice[i]) / n;
      plain += Math.abs(Arrays.stream(y).average().orElse(0) - dice[i]) / n;
    }
    Line line = Line.through(raw, dice);
    double low = Arrays.stream(raw).min().orElse(0);
    double high = Arrays.stream(raw).max().orElse(1);
    List<Knot> points = new ArrayList<>();
    points.add(new Knot(rounded(low), rounded(clamp(line.at(low)))));
    if (rounded(high) > rounded(low)) {
      points.add(new Knot(rounded(high), rounded(clamp(line.at(high)))));
    }
    return new CalibrationFit(points, n, correlation(ranks(raw), ranks(dice)), error, plain);
  }

  private record Line(double slope, double offset) {
    static Line through(double[] x, double[] y) {
      double mx = Arrays.stream(x).average().orElse(0);
      double my = Arrays.stream(y).average().orElse(0);
      double xy = 0;
      double xx = 0;
      for (int i = 0; i < x.length; i++) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
      }
      double slope = xx > 0 ? Math.max(0, xy / xx) : 0;
      return new Line(slope, my - slope * mx);
    }

    double at(double x) {
      return offset + slope * x;
    }
  }

  private static double[] without(double[] all, int left) {
    double[] out = new double[all.length - 1];
    for (int i = 0, k = 0; i < all.length; i++) {
      if (i != left) {
        out[k++] = all[i];
      }
    }
    return out;
  }

  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double v : values) {
        ranks[i] += v < values[i] ? 1 : v == values[i] ? 0.5 : 0;
      }
    }
    return ranks;
  }

  static double correlation(double[] x, double[] y) {
    double mx = Arrays.stream(x).average().orElse(0);
    double my = Arrays.stream(y).average().orElse(0);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y[i] - my) * (y[i] - my);
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }

  private static double clamp(double dice) {
    return Math.max(0, Math.min(1, dice));
  }

  private static double rounded(double v) {
    return Math.round(v * 1000) / 1000.0;
  }
}
