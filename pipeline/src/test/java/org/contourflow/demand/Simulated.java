package org.contourflow.demand;

import java.time.Instant;
import java.time.ZoneId;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/** Histories with known truth. */
public final class Simulated {
  /** A Monday. */
  public static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  public static final ZoneId UTC = ZoneId.of("UTC");

  private Simulated() {}

  /** A department's day: few at night, most at noon, fewer at the weekend. */
  public static double usual(LocalHours hours, int i) {
    double day = 5 + 4 * Math.sin((hours.hour(i) - 7) * Math.PI / 12);
    return day * (hours.weekday(i) >= 5 ? 0.7 : 1);
  }

  /**
   * Weeks of Poisson counts whose days share a gamma factor.
   *
   * @param times a factor an hour on {@link #usual}
   */
  public static HourlySeries weeks(
      int weeks, double dayVariance, long seed, IntToDoubleFunction times) {
    return weeks(UTC, weeks, dayVariance, seed, times);
  }

  public static HourlySeries weeks(
      ZoneId zone, int weeks, double dayVariance, long seed, IntToDoubleFunction times) {
    RandomDataGenerator random = new RandomDataGenerator(new Well19937c(seed));
    Instant start = START.atZone(UTC).toLocalDate().atStartOfDay(zone).toInstant();
    LocalHours hours = new LocalHours(zone, start, weeks * 168);
    int[] counts = new int[hours.size()];
    double factor = 1;
    for (int i = 0; i < counts.length; i++) {
      if (i == 0 || hours.epochDay(i) != hours.epochDay(i - 1)) {
        factor = dayVariance == 0 ? 1 : random.nextGamma(1 / dayVariance, dayVariance);
      }
      double mean = usual(hours, i) * factor * times.applyAsDouble(i);
      counts[i] = mean == 0 ? 0 : (int) random.nextPoisson(mean);
    }
    return new HourlySeries(zone, start, counts);
  }
}
