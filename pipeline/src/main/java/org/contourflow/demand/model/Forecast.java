package org.contourflow.demand.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.contourflow.demand.data.LocalHours;

/**
 * What is expected of the hours from an origin on: a distribution an hour, and sample paths of all
 * hours together, in which the hours of a day share a factor. The same origin and means give the
 * same paths.
 */
public final class Forecast {
  private final Instant origin;
  private final ZoneId zone;
  private final LocalHours hours;
  private final double[] mean;
  private final Dispersion dispersion;

  /** A local day of the horizon: its hours {@code from} to {@code until}. */
  public record Day(LocalDate date, int from, int until) {
    public int hours() {
      return until - from;
    }
  }

  public Forecast(Instant origin, ZoneId zone, double[] mean, Dispersion dispersion) {
    this.origin = origin;
    this.zone = zone;
    this.mean = mean.clone();
    this.dispersion = dispersion;
    this.hours = new LocalHours(zone, origin, mean.length);
  }

  /** The same forecast with each hour's mean times its factor: what is left beside booked slots. */
  public Forecast times(double[] factors) {
    double[] scaled = mean.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factors[i];
    }
    return new Forecast(origin, zone, scaled, dispersion);
  }

  public Instant origin() {
    return origin;
  }

  public ZoneId zone() {
    return zone;
  }

  public int size() {
    return mean.length;
  }

  public double mean(int hour) {
    return mean[hour];
  }

  public Instant timeOf(int hour) {
    return origin.plusSeconds(3600L * hour);
  }

  public LocalHours hours() {
    return hours;
  }

  public Dispersion dispersion() {
    return dispersion;
  }

  public CountDistribution hour(int hour) {
    return CountDistribution.negativeBinomial(mean[hour], dispersion.total());
  }

  /**
   * The count between two times of the horizon, in hours from the origin and fractions of them.
   *
   * @return the distribution of the sum, its variance with the day's shared factor
   */
  public CountDistribution window(double fromHour, double untilHour) {
    double sum = 0;
    double squares = 0;
    for (int i = (int) fromHour; i < Math.min(mean.length, Math.ceil(untilHour)); i++) {
      double part = Math.min(untilHour, i + 1) - Math.max(fromHour, i);
      sum += part * mean[i];
      squares += part * mean[i] * part * mean[i];
    }
    double extra =
        dispersion.day() * sum * sum + dispersion.hour() * (1 + dispersion.day()) * squares;
    return CountDistribution.negativeBinomial(sum, sum > 0 ? extra / (sum * sum) : 0);
  }

  /** The local days that the horizon touches; the first and the last may be cut. */
  public List<Day> days() {
    List<Day> days = new ArrayList<>();
    for (int i = 0; i < mean.length; ) {
      int from = i;
      while (i < mean.length && hours.epochDay(i) == hours.epochDay(from)) {
        i++;
      }
      days.add(new Day(hours.date(from), from, i));
    }
    return days;
  }

  /**
   * @return {@code count} paths, each with a count an hour
   */
  public int[][] paths(int count) {
    return paths(count, 0);
  }

  /** Other paths of the same forecast for another {@code seed}. */
  public int[][] paths(int count, long seed) {
    RandomDataGenerator random =
        new RandomDataGenerator(new Well19937c(origin.getEpochSecond() * 31 + seed));
    List<Day> days = days();
    int[][] paths = new int[count][mean.length];
    for (int[] path : paths) {
      for (Day day : days) {
        double factor = factor(random, dispersion.day());
        for (int i = day.from(); i < day.until(); i++) {
          path[i] = draw(random, mean[i] * factor * factor(random, dispersion.hour()));
        }
      }
    }
    return paths;
  }

  /** A gamma variable of mean 1. */
  private static double factor(RandomDataGenerator random, double variance) {
    return variance < 1e-8 ? 1 : random.nextGamma(1 / variance, variance);
  }

  /** A Poisson variable; one uniform and a walk along the probabilities where the mean is small. */
  private static int draw(RandomDataGenerator random, double mean) {
    if (mean > 60) {
      return (int) random.nextPoisson(mean);
    }
    double u = random.getRandomGenerator().nextDouble();
    double p = Math.exp(-mean);
    double sum = p;
    int n = 0;
    while (u > sum && p > 0) {
      n++;
      p *= mean / n;
      sum += p;
    }
    return n;
  }

  /** The distribution of the total of hours {@code from} to {@code until} over sample paths. */
  public static CountDistribution total(int[][] paths, int from, int until) {
    int[] totals = new int[paths.length];
    for (int k = 0; k < paths.length; k++) {
      for (int i = from; i < until; i++) {
        totals[k] += paths[k][i];
      }
    }
    return CountDistribution.ofValues(totals);
  }
}
