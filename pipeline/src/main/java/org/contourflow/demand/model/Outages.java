package org.contourflow.demand.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.data.LocalHours;

/**
 * Stretches of zeros that chance does not make: the counting had stopped, not the demand. They are
 * taken as missing. A stretch is one where the hours of the week promised more than 20 arrivals
 * altogether (a Poisson of that mean is empty once in half a milliard). A public holiday and the
 * day after promise nothing: a department that is closed then has true zeros, which are to be
 * learnt.
 */
public final class Outages {
  private static final double LEAST_EXPECTED = 20;

  private Outages() {}

  /** Hours {@code from} to {@code until} without a count. */
  public record Stretch(int from, int until) {}

  /**
   * The stretches of a history.
   *
   * @param holidays on which the department may be closed
   */
  public static List<Stretch> find(HourlySeries history, Holidays holidays) {
    List<Stretch> found = new ArrayList<>();
    HourOfWeek usual = new HourOfWeek(history);
    LocalHours hours = LocalHours.of(history);
    double expected = 0;
    int from = 0;
    for (int i = 0; i <= history.size(); i++) {
      if (i < history.size() && history.at(i) == 0) {
        boolean mayBeClosed =
            holidays.isHoliday(hours.date(i)) || holidays.isHoliday(hours.date(i).minusDays(1));
        expected += mayBeClosed ? 0 : usual.mean(hours.hourOfWeek(i));
        continue;
      }
      if (expected > LEAST_EXPECTED) {
        found.add(new Stretch(from, i));
      }
      expected = 0;
      from = i + 1;
    }
    return found;
  }

  static HourlySeries leaveOut(HourlySeries history, Holidays holidays) {
    List<Stretch> found = find(history, holidays);
    return found.isEmpty()
        ? history
        : history.without(
            found.stream()
                .flatMapToInt(s -> IntStream.range(s.from(), s.until()))
                .boxed()
                .toList());
  }
}
