package org.contourflow.demand.queue;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.contourflow.demand.model.Forecast;

/** How sample paths went through a clinic: by hour of arrival and by day, with intervals. */
public final class Outcome {
  private final Forecast forecast;
  private final List<List<Workload.Passed>> paths;

  Outcome(Forecast forecast, List<List<Workload.Passed>> paths) {
    this.forecast = forecast;
    this.paths = paths;
  }

  /** Cases that come between two hours from the origin. */
  public Interval cases(int from, int until) {
    double[] counts = new double[paths.size()];
    for (int p = 0; p < counts.length; p++) {
      counts[p] = paths.get(p).stream().filter(c -> within(c, from, until)).count();
    }
    return Interval.of(counts);
  }

  /** Mean minutes from arrival until contouring begins, of those who come between two hours. */
  public Interval waitToContour(int from, int until) {
    return means(from, until, c -> c.contourBegun() - Math.max(0, c.came()));
  }

  /** Mean minutes from contoured until review begins, of those who come between two hours. */
  public Interval waitToReview(int from, int until) {
    return means(from, until, c -> c.reviewBegun() - Math.max(0, c.contoured()));
  }

  private Interval means(int from, int until, ToDoubleFunction<Workload.Passed> wait) {
    double[] means = new double[paths.size()];
    for (int p = 0; p < means.length; p++) {
      means[p] =
          paths.get(p).stream()
              .filter(c -> within(c, from, until))
              .mapToDouble(wait)
              .average()
              .orElse(Double.NaN);
    }
    return Interval.of(means);
  }

  private static boolean within(Workload.Passed c, int from, int until) {
    return c.came() >= 60.0 * from && c.came() < 60.0 * until;
  }

  /** A path's minutes of review in each hour as a number of people: over 60, rounded up. */
  int[][] atWork() {
    int[][] staff = new int[paths.size()][forecast.size()];
    for (int p = 0; p < staff.length; p++) {
      double[] minutes = new double[forecast.size()];
      for (Workload.Passed c : paths.get(p)) {
        double until = Math.min(c.reviewed(), 60.0 * minutes.length);
        for (double t = Math.max(0, c.reviewBegun()); t < until; ) {
          double next = Math.min(until, 60 * (Math.floor(t / 60) + 1));
          minutes[(int) (t / 60)] += next - t;
          t = next;
        }
      }
      for (int h = 0; h < minutes.length; h++) {
        staff[p][h] = (int) Math.ceil(minutes[h] / 60 - 1e-9);
      }
    }
    return staff;
  }

  /** The share of a day's cases for which the promise is kept, over paths. */
  public Interval promise(Forecast.Day day, Promise promise) {
    return Interval.of(kept(day, promise));
  }

  /** A share a path; NaN where no case of the path is promised anything that day. */
  double[] kept(Forecast.Day day, Promise promise) {
    double open = Math.max(0, minute(day, LocalTime.MIDNIGHT));
    double close = minute(day, promise.cameBefore());
    double by = minute(day, promise.by());
    double[] shares = new double[paths.size()];
    for (int p = 0; p < shares.length; p++) {
      List<Workload.Passed> promised =
          paths.get(p).stream().filter(c -> c.came() >= open && c.came() < close).toList();
      double kept = promised.stream().filter(c -> c.reviewed() <= by).count();
      shares[p] = promised.isEmpty() ? Double.NaN : kept / promised.size();
    }
    return shares;
  }

  private double minute(Forecast.Day day, LocalTime time) {
    return Duration.between(
                forecast.origin(), day.date().atTime(time).atZone(forecast.zone()).toInstant())
            .getSeconds()
        / 60.0;
  }
}
