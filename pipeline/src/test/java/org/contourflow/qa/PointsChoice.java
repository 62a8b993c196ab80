package org.contourflow.qa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Chooses {@link ErrorPoints}: a logistic model that is a sum of rising steps, one step after the
 * other, each time the one that tells errors from right contours best (boosting, Friedman, Ann Stat
 * 29:1189, 2001). Points are log odds.
 */
final class PointsChoice {
  /** A step may begin here, in ways from the median to the percentile. */
  private static final double[] FROM = {
    0.5, 0.65, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.3, 2.6, 3, 3.5, 4, 5, 6, 8, 12
  };

  /** No feature alone is an alarm: that is what borders are for. */
  private static final double MOST = 4;

  /**
   * A gap of one slice between brainstem and cord has no points: clinicians leave none, and a
   * network may.
   */
  private static final double FIRST_OF_JOINT = 1.2;

  private static final int BINS = FROM.length + 1;
  private static final int ROUNDS = 500;

  /** So much of a step is taken. */
  private static final double RATE = 0.15;

  /** There are eight times as many errors. */
  private static final double RIGHT_WEIGHT = 8;

  private static final double SLIGHT_WEIGHT = 0.25;

  /** A step of few is shrunk. */
  private static final double RIDGE = 2;

  /** A feature that is hardly ever beyond the first step has no points. */
  private static final int FEWEST_BEYOND = 20;

  private final List<AlarmChoice.Item> items;
  private final int[][] bins;
  private final int[] limits;

  PointsChoice(AlarmChoice of) {
    items = Stream.concat(of.rights().stream(), of.faults().stream()).toList();
    int all = items.get(0).z().length;
    limits =
        IntStream.range(0, all)
            .filter(k -> items.stream().filter(i -> bin(i.z()[k]) > 0).count() > FEWEST_BEYOND)
            .toArray();
    bins =
        items.stream()
            .map(i -> Arrays.stream(limits).map(k -> bin(i.z()[k])).toArray())
            .toArray(int[][]::new);
  }

  private static int bin(double z) {
    int bin = 0;
    while (bin < FROM.length && z >= FROM[bin]) {
      bin++;
    }
    return bin;
  }

  /** Held-out points of each item: by steps that its fold had no part in. */
  Map<AlarmChoice.Item, Double> heldOut() {
    Map<AlarmChoice.Item, Double> points = new HashMap<>();
    for (int fold = 0; fold < AlarmChoice.FOLDS; fold++) {
      double[][] steps = fit(fold);
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i).fold() == fold) {
          points.put(items.get(i), sum(steps, bins[i]));
        }
      }
    }
    return points;
  }

  /** So many points that no more right contours a case have more, of those no rule calls wrong. */
  static double limit(Map<AlarmChoice.Item, Double> heldOut, double mostAlarms, int cases) {
    double[] right =
        heldOut.entrySet().stream()
            .filter(e -> e.getKey().fault() == null && !e.getKey().ruled())
            .mapToDouble(Map.Entry::getValue)
            .sorted()
            .toArray();
    return Math.ceil(100 * right[right.length - 1 - (int) (mostAlarms * cases)]) / 100;
  }

  ErrorPoints points(double limit) {
    double[][] steps = fit(-1);
    Map<String, ErrorPoints.Sides> of = new TreeMap<>();
    for (Feature f : Feature.values()) {
      List<ErrorPoints.Step> below = steps(steps, 2 * f.ordinal());
      List<ErrorPoints.Step> above = steps(steps, 2 * f.ordinal() + 1);
      if (!below.isEmpty() || !above.isEmpty()) {
        of.put(f.id(), new ErrorPoints.Sides(below, above));
      }
    }
    return new ErrorPoints(
        ReferenceFitTest.ID, ReferenceFitTest.SOURCE, AlarmChoiceTest.COMMAND, limit, of);
  }

  private List<ErrorPoints.Step> steps(double[][] all, int limit) {
    List<ErrorPoints.Step> out = new ArrayList<>();
    int k = Arrays.binarySearch(limits, limit);
    for (int bin = 1; k >= 0 && bin < BINS; bin++) {
      if (all[k][bin] > all[k][bin - 1]) {
        out.add(new ErrorPoints.Step(FROM[bin - 1], Math.round(1000 * all[k][bin]) / 1000.0));
      }
    }
    return out;
  }

  /** The first bin that may have points. */
  private int first(int limit) {
    boolean isGap = limits[limit] == 2 * Feature.JOINT.ordinal() + 1;
    return isGap ? bin(FIRST_OF_JOINT) : 1;
  }

  private static double sum(double[][] steps, int[] bins) {
    return IntStream.range(0, bins.length).mapToDouble(k -> steps[k][bins[k]]).sum();
  }

  private double[][] fit(int without) {
    int[] part =
        IntStream.range(0, items.size())
            .filter(i -> items.get(i).fold() != without && !items.get(i).ruled())
            .toArray();
    return new Boosting(part).run();
  }

  /** One fit: points by limit and bin. */
  private final class Boosting {
    private final int[] part;
    private final double[] odds;
    private final double[] slope;
    private final double[] weight;
    private final double[][] points = new double[limits.length][BINS];

    Boosting(int[] part) {
      this.part = part;
      odds = new double[part.length];
      slope = new double[part.length];
      weight = new double[part.length];
      double wrong = 0;
      double right = 0;
      for (int i : part) {
        wrong += isWrong(i) ? of(i) : 0;
        right += isWrong(i) ? 0 : of(i);
      }
      Arrays.fill(odds, Math.log(wrong / right));
    }

    private boolean isWrong(int item) {
      return items.get(item).fault() != null;
    }

    private double of(int item) {
      return !isWrong(item) ? RIGHT_WEIGHT : items.get(item).fault().isGross() ? 1 : SLIGHT_WEIGHT;
    }

    double[][] run() {
      for (int round = 0; round < ROUNDS && step(); round++) {
        level();
      }
      return points;
    }

    /** How each item pulls. */
    private void derive() {
      for (int i = 0; i < part.length; i++) {
        double p = 1 / (1 + Math.exp(-odds[i]));
        double w = of(part[i]);
        slope[i] = w * ((isWrong(part[i]) ? 1 : 0) - p);
        weight[i] = w * p * (1 - p);
      }
    }

    private boolean step() {
      derive();
      double[][] slopes = new double[limits.length][BINS];
      double[][] weights = new double[limits.length][BINS];
      for (int i = 0; i < part.length; i++) {
        int[] bin = bins[part[i]];
        for (int k = 0; k < bin.length; k++) {
          slopes[k][bin[k]] += slope[i];
          weights[k][bin[k]] += weight[i];
        }
      }
      int limit = -1;
      int from = 0;
      double height = 0;
      double most = 1e-3;
      for (int k = 0; k < limits.length; k++) {
        double s = 0;
        double w = 0;
        for (int bin = BINS - 1; bin >= first(k) && points[k][bin] < MOST; bin--) {
          s += slopes[k][bin];
          w += weights[k][bin];
          double d = s / (w + RIDGE);
          if (d > 0 && s * d > most) {
            limit = k;
            from = bin;
            height = RATE * d;
            most = s * d;
          }
        }
      }
      if (limit >= 0) {
        raise(limit, from, height);
      }
      return limit >= 0;
    }

    private void raise(int limit, int from, double height) {
      double by = Math.min(height, MOST - points[limit][BINS - 1]);
      for (int bin = from; bin < BINS; bin++) {
        points[limit][bin] += by;
      }
      for (int i = 0; i < part.length; i++) {
        odds[i] += bins[part[i]][limit] >= from ? by : 0;
      }
    }

    /** What no step tells. */
    private void level() {
      derive();
      double by = Arrays.stream(slope).sum() / (Arrays.stream(weight).sum() + 1e-9) / 2;
      for (int i = 0; i < odds.length; i++) {
        odds[i] += by;
      }
    }
  }
}
