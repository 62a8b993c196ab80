package org.contourflow.demand.service;

import java.util.ArrayList;
import java.util.List;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.judge.DayBook;
import org.contourflow.demand.judge.KeptDay;
import org.contourflow.demand.model.CountDistribution;
import org.contourflow.demand.model.Forecast;

/** The kept forecasts, and what came. */
final class ViewPast {
  private static final int DAYS = 29;
  private static final int WEEK = 7;

  private ViewPast() {}

  static DemandView.Past of(DayBook book, HourlySeries series) {
    List<DemandView.PastDay> days = new ArrayList<>();
    List<Forecast> begun = new ArrayList<>();
    for (DayBook.Entry entry : book.last(DAYS)) {
      Forecast hours = entry.kept().hours();
      CountDistribution total = hours.window(0, hours.size());
      days.add(
          new DemandView.PastDay(
              entry.kept().day().toString(),
              total.mean(),
              total.quantile(0.05),
              total.quantile(0.95),
              entry.judged().map(KeptDay.Judged::came).orElse(null),
              entry.madeAt().isAfter(hours.origin())));
      if (hours.origin().isBefore(series.end())) {
        begun.add(hours);
      }
    }
    return new DemandView.Past(
        days,
        begun.subList(Math.max(0, begun.size() - WEEK), begun.size()).stream()
            .flatMap(day -> hours(day, series).stream())
            .toList());
  }

  private static List<DemandView.PastHour> hours(Forecast day, HourlySeries series) {
    List<DemandView.PastHour> hours = new ArrayList<>();
    int at = series.indexOf(day.origin());
    for (int i = 0; i < day.size(); i++) {
      boolean known = series.isKnown(at + i);
      hours.add(
          new DemandView.PastHour(
              day.timeOf(i).atZone(day.zone()).toOffsetDateTime().toString(),
              ViewFans.quantiles(day.hour(i)),
              known ? series.at(at + i) : null));
    }
    return hours;
  }
}
