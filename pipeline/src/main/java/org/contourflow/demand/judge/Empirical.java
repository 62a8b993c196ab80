package org.contourflow.demand.judge;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.HourOfWeek;

/** What each hour of the week has had over the last 52 weeks, as it was. */
final class Empirical {
  private final List<List<Integer>> seen = new ArrayList<>();
  private final CountDistribution[] made = new CountDistribution[168];

  Empirical(HourlySeries history) {
    for (int h = 0; h < 168; h++) {
      seen.add(new ArrayList<>());
    }
    HourlySeries window = history.last(HourOfWeek.WINDOW_HOURS);
    LocalHours hours = LocalHours.of(window);
    for (int i = 0; i < window.size(); i++) {
      if (window.isKnown(i)) {
        seen.get(hours.hourOfWeek(i)).add(window.at(i));
      }
    }
  }

  /**
   * @param otherwise the mean of a Poisson for an hour that was never seen
   */
  CountDistribution at(int hourOfWeek, double otherwise) {
    if (made[hourOfWeek] == null) {
      List<Integer> values = seen.get(hourOfWeek);
      made[hourOfWeek] =
          values.isEmpty()
              ? CountDistribution.poisson(otherwise)
              : CountDistribution.ofValues(values.stream().mapToInt(Integer::intValue).toArray());
    }
    return made[hourOfWeek];
  }
}
