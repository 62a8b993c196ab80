package org.contourflow.demand.judge;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.Forecast;

/**
 * The forecast of one whole day as it was made before the day began.
 *
 * @param origin what had happened by then was known
 * @param hours of the day, from its midnight to the next
 */
public record KeptDay(Instant origin, Forecast hours) {
  private static final long SEED = 19;

  /**
   * A day that is over.
   *
   * @param score where its total fell in its forecast, randomised, as a normal score
   */
  public record Judged(LocalDate day, double mean, int low, int high, int came, double score) {
    public boolean isWithin90() {
      return came >= low && came <= high;
    }
  }

  /** The first day that a forecast holds whole: a later one is forecast better when it is next. */
  public static Optional<KeptDay> firstWhole(Forecast forecast) {
    return forecast.days().stream()
        .filter(day -> isWhole(forecast, day))
        .findFirst()
        .map(day -> of(forecast, day));
  }

  /** A day of a forecast, if it holds it whole. */
  public static Optional<KeptDay> of(Forecast forecast, LocalDate date) {
    return forecast.days().stream()
        .filter(day -> day.date().equals(date) && isWhole(forecast, day))
        .findFirst()
        .map(day -> of(forecast, day));
  }

  private static boolean isWhole(Forecast forecast, Forecast.Day day) {
    return forecast.timeOf(day.from()).equals(midnight(forecast, day.date()))
        && forecast.timeOf(day.until()).equals(midnight(forecast, day.date().plusDays(1)));
  }

  private static Instant midnight(Forecast forecast, LocalDate date) {
    return date.atStartOfDay(forecast.zone()).toInstant();
  }

  private static KeptDay of(Forecast forecast, Forecast.Day day) {
    double[] means = new double[day.hours()];
    for (int i = 0; i < means.length; i++) {
      means[i] = forecast.mean(day.from() + i);
    }
    return new KeptDay(
        forecast.origin(),
        new Forecast(forecast.timeOf(day.from()), forecast.zone(), means, forecast.dispersion()));
  }

  public LocalDate day() {
    return hours.hours().date(0);
  }

  /** When the day is over. */
  public Instant end() {
    return hours.timeOf(hours.size());
  }

  /** What became of it; empty while an hour of the day is not known. */
  public Optional<Judged> judge(HourlySeries series) {
    int at = series.indexOf(hours.origin());
    int came = 0;
    for (int i = 0; i < hours.size(); i++) {
      if (!series.isKnown(at + i)) {
        return Optional.empty();
      }
      came += series.at(at + i);
    }
    CountDistribution total = hours.window(0, hours.size());
    double below = total.cumulative(came - 1);
    double u = new SplittableRandom(SEED + day().toEpochDay()).nextDouble();
    double pit = below + u * (total.cumulative(came) - below);
    double score =
        new NormalDistribution(null, 0, 1)
            .inverseCumulativeProbability(Math.max(1e-6, Math.min(1 - 1e-6, pit)));
    return Optional.of(
        new Judged(day(), total.mean(), total.quantile(0.05), total.quantile(0.95), came, score));
  }
}
