package org.contourflow.demand.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.model.HourOfWeek;

/**
 * Judges by rolling origin: at each origin the model and the simple methods see what was known
 * then, and what came is held against what they said. The model is fitted anew every four weeks
 * (every week where the history is short).
 */
public final class Backtest {
  public static final String MODEL = "contourflow";
  public static final String POISSON = "Poisson by hour of week";
  public static final String EMPIRICAL = "empirical by hour of week";
  public static final String NAIVE = "seasonal naive";

  private static final int WEEK = 168;
  private static final int DAY_PATHS = 500;
  private static final long SEED = 19;

  /**
   * @param from the first origin
   * @param until no forecast hour ends after it
   * @param everyHours from one origin to the next
   * @param horizonHours forecast at each
   * @param historyWeeks how much history is given at each origin; 0 is all
   */
  public record Plan(
      Instant from, Instant until, int everyHours, int horizonHours, int historyWeeks) {
    public Plan {
      if (everyHours < 1 || horizonHours < 1 || historyWeeks < 0) {
        throw new IllegalArgumentException("hours and weeks of a backtest are positive");
      }
    }

    /** The last year of a series, 48 h ahead every 12 h. */
    public static Plan lastYear(HourlySeries series) {
      return new Plan(series.end().minus(Duration.ofDays(365)), series.end(), 12, 48, 0);
    }
  }

  /**
   * @param hours scores by method, ours first
   * @param days of the totals of whole local days, ours
   * @param naiveError mean absolute difference to a week before, in the history: the unit of MASE
   */
  public record Result(
      Plan plan, int origins, Map<String, Scores> hours, Scores days, double naiveError) {
    public double mase(String method) {
      return hours.get(method).meanAbsoluteError() / naiveError;
    }
  }

  private final HourlySeries series;
  private final Fitter fitter;
  private final Plan plan;
  private final Map<String, Scores> scores = new LinkedHashMap<>();
  private final Scores days = new Scores(new SplittableRandom(SEED));
  private DemandModel model;
  private Instant fitted = Instant.MIN;

  public Backtest(HourlySeries series, Holidays holidays, Plan plan) {
    this.series = series;
    this.fitter = new Fitter(holidays);
    this.plan = plan;
    for (String method : List.of(MODEL, POISSON, EMPIRICAL, NAIVE)) {
      scores.put(method, new Scores(new SplittableRandom(SEED)));
    }
  }

  /** Runs all origins; a history too short for a first fit is refused. */
  public Result run() throws DataRefused {
    Duration horizon = Duration.ofHours(plan.horizonHours());
    int origins = 0;
    Instant origin = series.timeOf(Math.max(0, series.indexOf(plan.from())));
    while (!origin.plus(horizon).isAfter(plan.until())) {
      HourlySeries history = series.before(origin);
      if (plan.historyWeeks() > 0) {
        history = history.last(plan.historyWeeks() * WEEK);
      }
      judge(origin, history);
      origins++;
      origin = origin.plus(Duration.ofHours(plan.everyHours()));
    }
    if (scores.get(MODEL).count() == 0) {
      throw new DataRefused("no hour to judge between " + plan.from() + " and " + plan.until());
    }
    return new Result(plan, origins, scores, days, naiveError());
  }

  private void judge(Instant origin, HourlySeries history) throws DataRefused {
    refit(origin, history);
    Forecast forecast = model.forecast(history, origin, plan.horizonHours());
    HourOfWeek means = new HourOfWeek(history);
    Empirical empirical = new Empirical(history);
    int at = series.indexOf(origin);
    for (int i = 0; i < forecast.size(); i++) {
      int came = series.at(at + i);
      int naive = weekBefore(history, at + i, origin);
      if (came == HourlySeries.MISSING || naive == HourlySeries.MISSING) {
        continue;
      }
      int hour = forecast.hours().hourOfWeek(i);
      scores.get(MODEL).add(forecast.hour(i), came);
      scores.get(POISSON).add(CountDistribution.poisson(means.mean(hour)), came);
      scores.get(EMPIRICAL).add(empirical.at(hour, means.mean(hour)), came);
      scores.get(NAIVE).add(CountDistribution.ofValues(new int[] {naive}), came);
    }
    judgeDays(forecast, at);
  }

  private void refit(Instant origin, HourlySeries history) throws DataRefused {
    boolean isShort = history.known() < 52 * WEEK;
    Duration keep = Duration.ofDays(isShort ? 7 : 28);
    if (model == null || !origin.isBefore(fitted.plus(keep))) {
      model = fitter.fit(history, plan.historyWeeks() > 0 ? null : model);
      fitted = origin;
    }
  }

  private void judgeDays(Forecast forecast, int at) {
    int[][] paths = null;
    for (Forecast.Day day : forecast.days()) {
      int came = whole(forecast, day) ? total(at + day.from(), at + day.until()) : -1;
      if (came >= 0) {
        paths = paths == null ? forecast.paths(DAY_PATHS) : paths;
        days.add(Forecast.total(paths, day.from(), day.until()), came);
      }
    }
  }

  private boolean whole(Forecast forecast, Forecast.Day day) {
    Instant begin = day.date().atStartOfDay(series.zone()).toInstant();
    Instant end = day.date().plusDays(1).atStartOfDay(series.zone()).toInstant();
    return forecast.timeOf(day.from()).equals(begin) && forecast.timeOf(day.until()).equals(end);
  }

  private int total(int from, int until) {
    int sum = 0;
    for (int i = from; i < until; i++) {
      if (!series.isKnown(i)) {
        return -1;
      }
      sum += series.at(i);
    }
    return sum;
  }

  /** The same hour of the latest week that was known at the origin. */
  private int weekBefore(HourlySeries history, int i, Instant origin) {
    int last = series.indexOf(origin);
    for (int k = i - WEEK; k >= 0; k -= WEEK) {
      if (k < last && history.isKnown(history.indexOf(series.timeOf(k)))) {
        return series.at(k);
      }
    }
    return HourlySeries.MISSING;
  }

  private double naiveError() {
    HourlySeries history = series.before(plan.from());
    List<Integer> errors = new ArrayList<>();
    for (int i = WEEK; i < history.size(); i++) {
      if (history.isKnown(i) && history.isKnown(i - WEEK)) {
        errors.add(Math.abs(history.at(i) - history.at(i - WEEK)));
      }
    }
    return errors.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN);
  }
}
