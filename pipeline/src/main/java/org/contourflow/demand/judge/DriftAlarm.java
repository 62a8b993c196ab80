package org.contourflow.demand.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Says when kept forecasts no longer fit what comes: over the last 28 judged days the normal scores
 * of the days' totals have a mean too far from 0 (too much or too little is forecast) or a spread
 * too far from 1 (intervals too narrow or too wide). Each would ring by chance on about one day in
 * a thousand, were the days independent.
 */
public final class DriftAlarm {
  private static final int DAYS = 28;
  private static final int LEAST_DAYS = 10;
  private static final double MEAN_ERRORS = 3.3;
  private static final double TAIL = 0.0005;

  /** So few days within 90 % intervals (20 of 28) are chance less often than this. */
  private static final double FEW_WITHIN = 0.01;

  private DriftAlarm() {}

  /** A line an alarm; none while all is well, or while too few days are judged. */
  public static List<String> of(List<KeptDay.Judged> judged) {
    List<String> alarms = new ArrayList<>();
    List<KeptDay.Judged> late = judged.subList(Math.max(0, judged.size() - DAYS), judged.size());
    int n = late.size();
    if (n < LEAST_DAYS) {
      return alarms;
    }
    double sum = late.stream().mapToDouble(KeptDay.Judged::score).sum();
    double errors = sum / Math.sqrt(n);
    if (Math.abs(errors) > MEAN_ERRORS) {
      double came = late.stream().mapToInt(KeptDay.Judged::came).sum();
      double said = late.stream().mapToDouble(KeptDay.Judged::mean).sum();
      alarms.add(
          String.format(
              Locale.ROOT,
              "the forecast has drifted: over %d days %.0f came where %.0f were forecast (%+.0f %%)",
              n,
              came,
              said,
              100 * (came / said - 1)));
    }
    double mean = sum / n;
    double squares = late.stream().mapToDouble(j -> (j.score() - mean) * (j.score() - mean)).sum();
    ChiSquaredDistribution spread = new ChiSquaredDistribution(null, n - 1.0);
    int within = (int) late.stream().filter(KeptDay.Judged::isWithin90).count();
    // A young service's means are uncertain, which stretches scores: days must lie outside, too.
    double chance = new BinomialDistribution(null, n, 0.9).cumulativeProbability(within);
    if (squares > spread.inverseCumulativeProbability(1 - TAIL) && chance < FEW_WITHIN) {
      alarms.add(
          "intervals are too narrow: "
              + within
              + " of "
              + n
              + " days lay within the 90 % interval");
    } else if (squares < spread.inverseCumulativeProbability(TAIL)) {
      alarms.add(
          "intervals are too wide: " + within + " of " + n + " days lay within the 90 % interval");
    }
    return alarms;
  }
}
