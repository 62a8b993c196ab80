package org.contourflow.demand.service;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.contourflow.demand.data.DataRefused;
import org.contourflow.demand.data.Holidays;
import org.contourflow.demand.data.HourlySeries;
import org.contourflow.demand.model.Fitter;
import org.contourflow.demand.model.Forecast;

/** The forecast of each protocol and of each scanner, from its own last half year. */
final class ViewGroups {
  private static final int MOST = 12;
  private static final int HISTORY_HOURS = 26 * 168;
  private static final int DAYS = 14;

  private final ServiceDemand service;
  private final ZoneId zone;
  private final Holidays holidays;

  ViewGroups(ServiceDemand service, ZoneId zone, Holidays holidays) {
    this.service = service;
    this.zone = zone;
    this.holidays = holidays;
  }

  List<DemandView.Part> at(Instant origin) {
    List<DemandView.Part> parts = new ArrayList<>();
    add("protocol", ServiceCase::protocol, origin, parts);
    add("scanner", ServiceCase::scanner, origin, parts);
    return parts;
  }

  private void add(
      String kind, Function<ServiceCase, String> of, Instant origin, List<DemandView.Part> parts) {
    service.by(of).entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST)
        .forEach(
            e ->
                parts.add(
                    part(
                        kind,
                        e.getKey(),
                        e.getValue(),
                        service.only(c -> of.apply(c).equals(e.getKey())),
                        origin)));
  }

  private DemandView.Part part(
      String kind, String name, long cases, ServiceDemand group, Instant origin) {
    try {
      HourlySeries series = group.arrivals(zone, origin).last(HISTORY_HOURS);
      Instant midnight = midnight(origin, 1);
      int hours = (int) Duration.between(origin, midnight(origin, DAYS + 1)).toHours();
      Forecast forecast = new Fitter(holidays).fit(series).forecast(series, origin, hours);
      ViewFans fans = new ViewFans(forecast, List.of());
      int first = (int) Duration.between(origin, midnight).toHours();
      int second = (int) Duration.between(origin, midnight(origin, 2)).toHours();
      return new DemandView.Part(
          kind, name, cases, fans.fan(first, second), fans.fan(first, hours));
    } catch (DataRefused e) {
      // Two days are the least: a protocol or a scanner of yesterday has no forecast of its own.
      return new DemandView.Part(kind, name, cases, null, null);
    }
  }

  private Instant midnight(Instant origin, int daysOn) {
    return origin.atZone(zone).toLocalDate().plusDays(daysOn).atStartOfDay(zone).toInstant();
  }
}
