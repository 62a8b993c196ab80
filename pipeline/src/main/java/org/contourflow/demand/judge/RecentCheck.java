package org.contourflow.demand.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.DemandModel;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;

/**
 * The last weeks as they would have been forecast: a model that has seen nothing of them, an origin
 * at each local midnight, a day ahead.
 *
 * @param scores of all hours looked at
 * @param lastWeek the last seven whole days, each with what came
 */
public record RecentCheck(Scores scores, List<Day> lastWeek) {
  private static final int MOST_DAYS = 56;
  private static final int LEAST_BEFORE = 14;
  private static final long SEED = 19;

  /**
   * A day's forecast from its midnight.
   *
   * @param came a count an hour, {@link HourlySeries#MISSING} where not known
   */
  public record Day(Forecast forecast, int[] came) {}

  /** Empty scores and no week where the history is shorter than three weeks. */
  public static RecentCheck of(HourlySeries series, Holidays holidays) throws DataRefused {
    int days = Math.min(MOST_DAYS, series.size() / 24 / 3);
    Scores scores = new Scores(new SplittableRandom(SEED));
    List<Day> all = new ArrayList<>();
    if (series.size() / 24 - days >= LEAST_BEFORE) {
      Instant from = midnight(series.end().minus(Duration.ofDays(days)), series);
      DemandModel model = new Fitter(holidays).fit(series.before(from));
      Instant origin = from;
      for (Instant next = nextDay(origin, series); !next.isAfter(series.end()); ) {
        all.add(day(model, series, origin, next, scores));
        origin = next;
        next = nextDay(origin, series);
      }
    }
    return new RecentCheck(
        scores, List.copyOf(all.subList(Math.max(0, all.size() - 7), all.size())));
  }

  private static Day day(
      DemandModel model, HourlySeries series, Instant origin, Instant next, Scores scores) {
    int hours = (int) Duration.between(origin, next).toHours();
    Forecast forecast = model.forecast(series, origin, hours);
    int[] came = new int[hours];
    for (int i = 0; i < hours; i++) {
      came[i] = series.at(series.indexOf(origin) + i);
      if (came[i] != HourlySeries.MISSING) {
        scores.add(forecast.hour(i), came[i]);
      }
    }
    return new Day(forecast, came);
  }

  private static Instant midnight(Instant time, HourlySeries series) {
    return time.atZone(series.zone()).toLocalDate().atStartOfDay(series.zone()).toInstant();
  }

  private static Instant nextDay(Instant midnight, HourlySeries series) {
    return midnight
        .atZone(series.zone())
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(series.zone())
        .toInstant();
  }
}
