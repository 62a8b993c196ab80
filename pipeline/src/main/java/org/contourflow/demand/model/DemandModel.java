package org.contourflow.demand.model;

import java.time.Instant;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/** A fitted model. It forecasts from any later origin, with the level and the blend as of then. */
public final class DemandModel {
  /**
   * How the parts are joined, chosen on the history's own last weeks.
   *
   * @param level the exponent of the level of late: 0 leaves it out, 1 takes it whole
   * @param weight of the regression; the rest is the mean by hour of week
   */
  public record Mix(double level, double weight) {}

  private final Terms terms;
  private final Regression.Result regression;
  private final Mix mix;
  private final Dispersion dispersion;

  DemandModel(Terms terms, Regression.Result regression, Mix mix, Dispersion dispersion) {
    this.terms = terms;
    this.regression = regression;
    this.mix = mix;
    this.dispersion = dispersion;
  }

  public Stage stage() {
    return terms.stage();
  }

  public Mix mix() {
    return mix;
  }

  public Dispersion dispersion() {
    return dispersion;
  }

  /** Epoch days from which the level was found to be another. */
  public long[] levelSteps() {
    return terms.steps();
  }

  Regression.Result regression() {
    return regression;
  }

  /**
   * @param known what is known; hours after {@code origin} are not looked at
   * @param origin the first hour that is forecast begins here; on a full hour of the series
   */
  public Forecast forecast(HourlySeries known, Instant origin, int hours) {
    HourlySeries history = Outages.leaveOut(known.before(origin), terms.holidays());
    HourlySeries late = history.last(Level.WINDOW_HOURS);
    double level = Math.pow(new Level(late, means(LocalHours.of(late))).last(), mix.level());
    LocalHours ahead = new LocalHours(known.zone(), origin, hours);
    double[] mean = means(ahead);
    HourOfWeek simple = mix.weight() < 1 ? new HourOfWeek(history) : null;
    for (int i = 0; i < hours; i++) {
      mean[i] *= level;
      if (simple != null) {
        mean[i] = mix.weight() * mean[i] + (1 - mix.weight()) * simple.mean(ahead.hourOfWeek(i));
      }
    }
    return new Forecast(origin, known.zone(), mean, dispersion);
  }

  /** The regression's means, without the level of late. */
  double[] means(LocalHours hours) {
    double[] mean = new double[hours.size()];
    Terms.Row row = new Terms.Row();
    for (int i = 0; i < mean.length; i++) {
      terms.fill(hours, i, row);
      mean[i] = Terms.mean(row.dot(regression.beta()));
    }
    return mean;
  }
}
