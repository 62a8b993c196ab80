package org.contourflow.demand.model;

import java.util.Arrays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/** The mean count of each hour of the week over the last 52 weeks: the simple Poisson forecast. */
public final class HourOfWeek {
  public static final int WINDOW_HOURS = 52 * 168;

  private final double[] mean = new double[168];

  /** An hour of the week that was never seen takes its hour of the day, then the overall mean. */
  public HourOfWeek(HourlySeries history) {
    HourlySeries window = history.last(WINDOW_HOURS);
    LocalHours hours = LocalHours.of(window);
    double[] sum = new double[168];
    int[] seen = new int[168];
    for (int i = 0; i < window.size(); i++) {
      if (window.isKnown(i)) {
        sum[hours.hourOfWeek(i)] += window.at(i);
        seen[hours.hourOfWeek(i)]++;
      }
    }
    double overall = Arrays.stream(sum).sum() / Math.max(1, Arrays.stream(seen).sum());
    for (int h = 0; h < 168; h++) {
      mean[h] = seen[h] > 0 ? sum[h] / seen[h] : sameHour(sum, seen, h % 24, overall);
    }
  }

  private static double sameHour(double[] sum, int[] seen, int hour, double otherwise) {
    double s = 0;
    int n = 0;
    for (int h = hour; h < 168; h += 24) {
      s += sum[h];
      n += seen[h];
    }
    return n > 0 ? s / n : otherwise;
  }

  public double mean(int hourOfWeek) {
    return mean[hourOfWeek];
  }
}
