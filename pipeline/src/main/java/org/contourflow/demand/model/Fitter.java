package org.contourflow.demand.model;

import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/**
 * Fits a model to a history. How much of the level of late and of the simple mean by hour of week
 * goes in, and whether the richest stage pays, is chosen on the last weeks of the history, which a
 * first fit has not seen.
 */
public final class Fitter {
  private static final int DAY = 24;
  private static final int WEEK = 168;
  private static final int MOST_VALIDATION = 16 * WEEK;
  private static final int LEAST_HISTORY = 48;
  private static final int HORIZON = 48;
  private static final double[] LEVELS = {0, 0.25, 0.5, 0.75, 1};
  private static final double[] WEIGHTS = {0, 0.25, 0.5, 0.75, 1};

  /** What a whole regression and half the level is preferred by: log score an hour. */
  private static final double PREFERENCE = 0.002;

  private final Holidays holidays;

  public Fitter(Holidays holidays) {
    this.holidays = holidays;
  }

  public DemandModel fit(HourlySeries history) throws DataRefused {
    return fit(history, null);
  }

  /**
   * @param warm the model of a slightly shorter history, to begin from; or null
   */
  public DemandModel fit(HourlySeries all, DemandModel warm) throws DataRefused {
    HourlySeries history = Outages.leaveOut(all, holidays);
    if (history.known() < LEAST_HISTORY) {
      throw new DataRefused(
          "only "
              + history.known()
              + " hours are known; a forecast needs two days, a good one four weeks or more");
    }
    long[] steps = LevelShifts.find(history, holidays);
    Stage stage = Stage.of(history.known());
    int validation = Math.min(MOST_VALIDATION, history.size() / 4) / DAY * DAY;
    DemandModel.Mix mix = new DemandModel.Mix(0.5, 1);
    Regression.Result begin = warm == null ? null : warm.regression();
    HourlySeries early = history.before(history.timeOf(history.size() - validation));
    if (validation >= 3 * DAY && early.known() >= LEAST_HISTORY) {
      DemandModel first = fit(early, stage, steps, mix, begin);
      mix = choose(history, early, first);
      begin = first.regression();
    }
    return fit(history, stage, steps, mix, begin);
  }

  private DemandModel fit(
      HourlySeries history,
      Stage stage,
      long[] steps,
      DemandModel.Mix mix,
      Regression.Result warm) {
    LocalHours hours = LocalHours.of(history);
    Terms terms = new Terms(stage, holidays, hours.epochDay(history.size() - 1), steps);
    Rows rows = new Rows(terms, history, hours);
    Regression.Result result = Regression.fit(terms, rows, warm);
    DemandModel raw = new DemandModel(terms, result, mix, result.dispersion());
    return new DemandModel(terms, result, mix, ahead(raw, history, hours, mix));
  }

  /**
   * Dispersion of the last two years' days against forecasts a day ahead with the level as of then.
   */
  private static Dispersion ahead(
      DemandModel model, HourlySeries history, LocalHours hours, DemandModel.Mix mix) {
    double[] mean = model.means(hours);
    Level level = new Level(history, mean);
    Dispersion.Moments moments = new Dispersion.Moments();
    int from = Math.max(0, history.size() - 2 * HourOfWeek.WINDOW_HOURS);
    for (int i = from; i < history.size(); i++) {
      if (i > from && hours.epochDay(i) != hours.epochDay(i - 1)) {
        moments.endDay();
      }
      if (history.isKnown(i)) {
        int origin = Math.max(0, i - DAY - hours.hour(i));
        moments.hour(history.at(i), mean[i] * Math.pow(level.ratio(origin), mix.level()));
      }
    }
    moments.endDay();
    return moments.dispersion(1);
  }

  private DemandModel.Mix choose(HourlySeries history, HourlySeries early, DemandModel model) {
    LocalHours hours = LocalHours.of(history);
    double[] mean = model.means(hours);
    Level level = new Level(history, mean);
    double dispersion = model.dispersion().total();
    double[][] loss = new double[LEVELS.length][WEIGHTS.length];
    int n = 0;
    for (int origin = early.size(); origin + DAY <= history.size(); origin += DAY) {
      HourOfWeek simple = new HourOfWeek(history.before(history.timeOf(origin)));
      double ratio = level.ratio(origin);
      for (int i = origin; i < Math.min(origin + HORIZON, history.size()); i++) {
        if (history.isKnown(i)) {
          n++;
          double other = simple.mean(hours.hourOfWeek(i));
          add(loss, history.at(i), mean[i], ratio, other, dispersion);
        }
      }
    }
    return best(loss, n);
  }

  private static void add(
      double[][] loss, int count, double mean, double ratio, double other, double dispersion) {
    for (int l = 0; l < LEVELS.length; l++) {
      double regression = mean * Math.pow(ratio, LEVELS[l]);
      for (int w = 0; w < WEIGHTS.length; w++) {
        double mu = Math.max(1e-6, WEIGHTS[w] * regression + (1 - WEIGHTS[w]) * other);
        loss[l][w] -= logScore(count, mu, dispersion);
      }
    }
  }

  /** Log probability but for what does not depend on the mean. */
  private static double logScore(int count, double mean, double dispersion) {
    if (dispersion < 1e-8) {
      return count * Math.log(mean) - mean;
    }
    return count * Math.log(mean) - (count + 1 / dispersion) * Math.log1p(dispersion * mean);
  }

  private static DemandModel.Mix best(double[][] loss, int n) {
    DemandModel.Mix best = new DemandModel.Mix(0.5, 1);
    double least = Double.POSITIVE_INFINITY;
    for (int l = 0; l < LEVELS.length; l++) {
      for (int w = 0; w < WEIGHTS.length; w++) {
        double away = Math.abs(LEVELS[l] - 0.5) + (1 - WEIGHTS[w]);
        double penalised = loss[l][w] / Math.max(1, n) + PREFERENCE * away;
        if (penalised < least) {
          least = penalised;
          best = new DemandModel.Mix(LEVELS[l], WEIGHTS[w]);
        }
      }
    }
    return best;
  }
}
