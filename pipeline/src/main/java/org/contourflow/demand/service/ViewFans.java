package org.contourflow.demand.service;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.Forecast;
import org.contourflow.demand.queue.BookedPaths;
import org.contourflow.demand.queue.Load;

/** Cases by hour and by day, from sample paths. */
final class ViewFans {
  private static final int PATHS = 2000;
  private static final double[] LEVELS = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};

  private final Forecast forecast;
  private final int[][] paths;

  /**
   * @param rest what is forecast beside the slots
   */
  ViewFans(Forecast rest, List<Load.Slot> slots) {
    this.forecast = rest;
    this.paths = BookedPaths.of(rest, slots, PATHS);
  }

  /** To the end of tomorrow. */
  List<DemandView.Slot> hours() {
    List<DemandView.Slot> hours = new ArrayList<>();
    LocalDate tomorrow = forecast.hours().date(0).plusDays(1);
    for (int i = 0; i < forecast.size() && !forecast.hours().date(i).isAfter(tomorrow); i++) {
      String start = forecast.timeOf(i).atZone(forecast.zone()).toOffsetDateTime().toString();
      hours.add(new DemandView.Slot(start, 1, fan(i, i + 1), null));
    }
    return hours;
  }

  List<DemandView.Slot> days() {
    return forecast.days().stream()
        .map(
            d ->
                new DemandView.Slot(d.date().toString(), d.hours(), fan(d.from(), d.until()), null))
        .toList();
  }

  DemandView.Fan fan(int from, int until) {
    CountDistribution total = Forecast.total(paths, from, until);
    return new DemandView.Fan(total.mean(), quantiles(total));
  }

  static int[] quantiles(CountDistribution of) {
    int[] quantiles = new int[LEVELS.length];
    for (int k = 0; k < LEVELS.length; k++) {
      quantiles[k] = of.quantile(LEVELS[k]);
    }
    return quantiles;
  }
}
